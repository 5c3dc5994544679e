import { EngineError } from '../../../protocol/EngineError.ts';
import type { TrainingOptions } from '../../../protocol/training.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { hasLayers } from './hasLayers.ts';
import type { StartModel } from './readStartModel.ts';

/** What a model that is trained further decides, as options. */
export interface StartOptions {
  latent: number;
  kind: NetworkSpec['kind'];
  size: number;
  channels: 1 | 3;
  /** Absent where the model is linear: what is trained then begins as PCA. */
  architecture?: 'dense' | 'conv';
}

/**
 * The options that are a model's own.
 * @throws EngineError 'bad-request' where others were asked for, with both, or where its images are not square
 */
export function startOptions(start: StartModel, asked: Partial<TrainingOptions>): StartOptions {
  const { latent, kind, width, height, channels } = start.spec;
  if (width !== height) {
    throw new EngineError(
      'bad-model',
      `"${start.name}" cannot be trained further: its images are ${width}×${height}, expected square ones.`,
    );
  }
  if (asked.preset === 'instant') {
    throw new EngineError(
      'bad-request',
      `Train a model: an instant model takes no steps, so "${start.name}" cannot be trained further so; choose another effort.`,
    );
  }
  const own: StartOptions = {
    latent,
    kind,
    size: width,
    channels,
    ...(hasLayers(start.spec) && { architecture: architectureOf(start.spec) }),
  };

  for (const key of Object.keys(own) as (keyof StartOptions)[]) {
    const wanted = asked[key];
    if (wanted === undefined || wanted === 'auto' || wanted === own[key]) continue;
    throw new EngineError(
      'bad-request',
      `Train a model: ${key} of ${wanted} was asked for, but "${start.name}", which is trained further, has ${own[key]}. Leave it out, or train a new model.`,
    );
  }
  return own;
}

const architectureOf = ({ encoder, decoder }: NetworkSpec): 'dense' | 'conv' =>
  [...encoder, ...decoder].some(({ type }) => type !== 'dense' && type !== 'reshape') ? 'conv' : 'dense';
