import { readFileSync } from 'node:fs';
import type { Random } from '../../../engine/random/Random.ts';
import { makeTestModel } from '../../../engine/workspace/testing/makeTestModel.ts';
import { openModel } from '../../../engine/models/openModel.ts';
import type { FuzzTarget } from '../FuzzTarget.ts';
import { mutateJson } from '../mutateJson.ts';
import { useModel } from '../useModel.ts';
import { join } from 'node:path';

let graphs: Record<string, Uint8Array> = {};
let json: object = {};

/** Descriptions of a sound model. */
export const target: FuzzTarget = {
  name: 'model-json',
  start: async (folder) => {
    await makeTestModel(folder);
    const read = (name: string) => readFileSync(join(folder, name));
    graphs = { 'encoder.onnx': read('encoder.onnx'), 'decoder.onnx': read('decoder.onnx') };
    const described = JSON.parse(read('model.json').toString()) as { image: object; latent: object };
    json = {
      ...described,
      description: 'cosines',
      licence: 'CC0',
      image: {
        ...described.image,
        mean: [0.5],
        std: [0.5],
        fit: 'cover',
        background: '#000000',
        multipleOf: 8,
      },
      latent: { ...described.latent, names: ['a', 'b', 'c', 'd', 'e'] },
    };
  },
  make: (random: Random) => ({ ...graphs, 'model.json': mutateJson(random, json) }),
  run: async (_input, folder) => {
    await useModel(await openModel(folder, { provider: 'cpu' }));
    return [];
  },
};
