import { expect, test } from 'vitest';
import type { ModelInfo } from '../../protocol/model.ts';
import { BASE_VIEW } from '../../protocol/projection.ts';
import { modelInTraining } from './modelInTraining.ts';

const open: ModelInfo = {
  path: 'models/faces',
  name: 'faces (instant)',
  hash: 'abc',
  bundled: false,
  json: {
    format: 1,
    name: 'faces (instant)',
    image: { width: 8, height: 8, channels: 1, layout: 'NCHW', range: [0, 1] },
    latent: { shape: [3], prior: 'none', names: ['smile', 'age', 'light'] },
    training: { options: { preset: 'instant' } },
  },
  chosenSize: null,
  latentSize: 3,
  hasEncoder: true,
  hasDecoder: true,
  encoderProvider: null,
  decoderProvider: null,
  inferred: [],
  canSaveJson: true,
};

test('of the model that is open nothing is said that is not so of the one in training', () => {
  const model = modelInTraining(open, {
    jobId: 'a',
    collectionId: 'c',
    version: 1,
    latentSize: 5,
    width: 16,
    height: 16,
    channels: 3,
    projection: {
      id: BASE_VIEW,
      title: 'PCA',
      dims: 3,
      version: 1,
      kind: 'pca',
      mean: [],
      axes: [],
      axisNames: ['PC 1', 'PC 2', 'PC 3'],
      explainedVariance: [0.5, 0.3, 0.1],
    },
  });
  expect(model).toMatchObject({ name: 'Model in training', latentSize: 5, canSaveJson: false });
  expect(model!.json).toMatchObject({ image: { width: 16, channels: 3 }, latent: { shape: [5] } });
  expect(model!.json.latent.names).toBeUndefined();
  expect(model!.json.training).toBeUndefined();
  expect(model!.json.quality).toBeUndefined();
});
