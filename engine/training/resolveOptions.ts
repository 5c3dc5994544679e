import type { OperationInput } from '../../protocol/operations/index.ts';
import { OPERATIONS } from '../../protocol/operations/index.ts';
import type { TrainingOptions } from '../../protocol/training.ts';
import { checkedInput } from '../operations/checkedInput.ts';
import { NO_AUGMENTATION } from './data/augmentImage.ts';

/** What a person chose, checked, with the defaults that hold for any images. */
export type AskedOptions = Omit<OperationInput<'train'>, 'images' | 'out' | 'name' | 'from'>;

/** What a training depends on besides its images: every option with its value, none where the preset decides. */
export type ResolvedOptions = AskedOptions &
  Required<
    Pick<AskedOptions, 'latent' | 'kind' | 'preset' | 'fit' | 'background' | 'noise' | 'beta' | 'freeBits'>
  >;

/** What is decided from the images where it was not chosen. */
export type ProposedOptions = Pick<ResolvedOptions, 'latent' | 'kind' | 'preset' | 'background'>;

const DENOISING_NOISE = 0.2;

/**
 * Checks what a person chose.
 * @throws EngineError 'bad-request' naming the option, what it got and what it may be
 */
export function checkOptions(options: TrainingOptions): AskedOptions {
  const {
    images: _images,
    out: _out,
    name: _name,
    from: _from,
    ...rest
  } = checkedInput(OPERATIONS.train, options);
  return rest;
}

/** Fills in what a person left open. */
export function resolveOptions(asked: AskedOptions, proposed: ProposedOptions): ResolvedOptions {
  const kind = asked.kind ?? proposed.kind;
  const preset = asked.preset ?? proposed.preset;
  return {
    ...asked,
    kind,
    latent: asked.latent ?? proposed.latent,
    preset,
    // It is fitted to the images as they are.
    ...(preset === 'instant' && { augmentation: NO_AUGMENTATION }),
    fit: asked.fit ?? 'cover',
    background: asked.background ?? proposed.background,
    beta: asked.beta ?? 1,
    freeBits: asked.freeBits ?? 0,
    noise: asked.noise ?? (kind === 'denoising' ? DENOISING_NOISE : 0),
  };
}
