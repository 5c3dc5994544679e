import type { OperationInput } from '../../protocol/operations/index.ts';
import { OPERATIONS } from '../../protocol/operations/index.ts';
import type { TrainingOptions } from '../../protocol/training.ts';
import type { ImageFit } from '../../protocol/model.ts';
import { checkedInput } from '../operations/checkedInput.ts';
import type { StartModel } from './from/readStartModel.ts';
import { startOptions } from './from/startOptions.ts';
import type { NetworkSpec } from './NetworkSpec.ts';

type Unresolved = 'images' | 'out' | 'name' | 'from' | 'noise' | 'latent' | 'kind' | 'fit' | 'background';

/** What a training depends on besides its images: every option with its value, none where the images or the preset decide. */
export type ResolvedOptions = Omit<OperationInput<'train'>, Unresolved> & {
  noise: number;
  latent: number;
  kind: NetworkSpec['kind'];
  fit: ImageFit;
  background: string;
};

const DENOISING_NOISE = 0.2;

/**
 * Checks what a person chose and fills in the rest.
 * @param start the model that is trained further, whose own options hold
 * @throws EngineError 'bad-request' naming the option, what it got and what it may be
 */
export function resolveOptions(options: TrainingOptions, start: StartModel | null = null): ResolvedOptions {
  const {
    images: _images,
    out: _out,
    name: _name,
    from: _from,
    ...rest
  } = checkedInput(OPERATIONS.train, options);
  const own = start && startOptions(start, rest);
  const kind = own?.kind ?? rest.kind ?? 'ae';
  return {
    ...rest,
    ...own,
    // The check refuses an input with neither.
    latent: own?.latent ?? rest.latent ?? 0,
    kind,
    fit: rest.fit ?? start?.fit ?? 'cover',
    background: rest.background ?? start?.background ?? '#000000',
    noise: rest.noise ?? (kind === 'denoising' ? (start?.noise ?? DENOISING_NOISE) : 0),
    ...(start?.loss !== undefined && { loss: rest.loss ?? start.loss }),
  };
}
