import type { OperationInput } from '../../protocol/operations/index.ts';
import { OPERATIONS } from '../../protocol/operations/index.ts';
import type { TrainingOptions } from '../../protocol/training.ts';
import { checkedInput } from '../operations/checkedInput.ts';

/** What a training depends on besides its images: every option with its value, none where the images or the preset decide. */
export type ResolvedOptions = Omit<OperationInput<'train'>, 'images' | 'out' | 'name' | 'noise'> & {
  noise: number;
};

const DENOISING_NOISE = 0.2;

/**
 * Checks what a person chose and fills in the rest.
 * @throws EngineError 'bad-request' naming the option, what it got and what it may be
 */
export function resolveOptions(options: TrainingOptions): ResolvedOptions {
  const { images: _images, out: _out, name: _name, ...rest } = checkedInput(OPERATIONS.train, options);
  return { ...rest, noise: rest.noise ?? (rest.kind === 'denoising' ? DENOISING_NOISE : 0) };
}
