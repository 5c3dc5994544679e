import { EngineError } from '../../../protocol/EngineError.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { hasLayers } from './hasLayers.ts';
import type { AskedOptions } from '../resolveOptions.ts';
import type { StartModel } from './readStartModel.ts';

/** What a model that is trained further decides, as options. */
interface StartOptions {
  latent: number;
  kind: NetworkSpec['kind'];
  size: number;
  channels: 1 | 3;
  /** Absent where the model is linear: what is trained then begins as PCA. */
  architecture?: 'dense' | 'conv';
}

/**
 * What a person chose of a training, with what the model that is trained further decides.
 * @throws EngineError 'bad-request' where something else was asked for, with both; 'bad-model' where its images are not square
 */
export function askedFurther(asked: AskedOptions, start: StartModel | null): AskedOptions {
  if (!start) return asked;
  const own = startOptions(start, asked);
  const fit = asked.fit ?? start.fit;
  const background = asked.background ?? start.background;
  const loss = asked.loss ?? start.loss;
  const noise = asked.noise ?? (own.kind === 'denoising' ? start.noise : undefined);
  const beta = asked.beta ?? start.beta;
  const freeBits = asked.freeBits ?? start.freeBits;
  return {
    ...asked,
    ...own,
    ...(beta !== undefined && { beta }),
    ...(freeBits !== undefined && { freeBits }),
    ...(fit !== undefined && { fit }),
    ...(background !== undefined && { background }),
    ...(loss !== undefined && { loss }),
    ...(noise !== undefined && { noise }),
  };
}

function startOptions(start: StartModel, asked: AskedOptions): StartOptions {
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
