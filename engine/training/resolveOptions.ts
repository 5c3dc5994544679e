import type { ImageFit } from '../../protocol/model.ts';
import { IMAGE_FITS } from '../../protocol/model.ts';
import { PROVIDERS, type ProviderChoice } from '../../protocol/provider.ts';
import {
  ARCHITECTURES,
  LOSSES,
  PRESETS,
  TRAINING_KINDS,
  type AugmentationOptions,
  type ArchitectureName,
  type LossName,
  type PresetName,
  type TrainingKind,
  type TrainingOptions,
} from '../../protocol/training.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { NO_AUGMENTATION } from './data/augmentImage.ts';

/** Every option with its value; null where the images decide. */
export interface ResolvedOptions {
  latent: number;
  kind: TrainingKind;
  preset: PresetName;
  architecture: ArchitectureName;
  size: number | null;
  channels: 1 | 3 | null;
  epochs: number | null;
  seconds: number | null;
  seed: number;
  holdOut: number;
  batchSize: number | null;
  learningRate: number | null;
  loss: LossName | null;
  beta: number;
  freeBits: number;
  noise: number;
  augmentation: AugmentationOptions;
  fit: ImageFit;
  background: string;
  provider: ProviderChoice;
}

export const DEFAULT_SEED = 1;
export const DEFAULT_HOLD_OUT = 0.1;

/**
 * Checks what a person chose and fills in the rest.
 * @throws EngineError 'bad-request' naming the option, what it got and what it may be
 */
export function resolveOptions(options: TrainingOptions): ResolvedOptions {
  const kind = oneOf('kind', options.kind ?? 'ae', TRAINING_KINDS);
  const augmentation = { ...NO_AUGMENTATION, ...options.augmentation };
  return {
    latent: whole('latent', options.latent, 1, 512),
    kind,
    preset: oneOf('preset', options.preset ?? 'balanced', PRESETS),
    architecture: oneOf('architecture', options.architecture ?? 'auto', ARCHITECTURES),
    size: optional(options.size, (size) => whole('size', size, 8, 256)),
    channels: optional(options.channels, (channels) => oneOf('channels', channels, [1, 3] as const)),
    epochs: optional(options.epochs, (epochs) => whole('epochs', epochs, 1, 1_000_000)),
    seconds: optional(options.seconds, (seconds) => within('seconds', seconds, 1, 30 * 24 * 3600)),
    seed: whole('seed', options.seed ?? DEFAULT_SEED, 0, Number.MAX_SAFE_INTEGER),
    holdOut: within('holdOut', options.holdOut ?? DEFAULT_HOLD_OUT, 0, 0.5),
    batchSize: optional(options.batchSize, (size) => whole('batchSize', size, 1, 4096)),
    learningRate: optional(options.learningRate, (rate) => within('learningRate', rate, 1e-7, 10)),
    loss: optional(options.loss, (loss) => oneOf('loss', loss, LOSSES)),
    beta: within('beta', options.beta ?? 1, 0, 1000),
    freeBits: within('freeBits', options.freeBits ?? 0, 0, 10),
    noise: within('noise', options.noise ?? (kind === 'denoising' ? 0.2 : 0), 0, 1),
    augmentation: {
      shift: within('augmentation.shift', augmentation.shift, 0, 0.5),
      flip: augmentation.flip,
      rotateDeg: within('augmentation.rotateDeg', augmentation.rotateDeg, 0, 180),
      brightness: within('augmentation.brightness', augmentation.brightness, 0, 1),
    },
    fit: oneOf('fit', options.fit ?? 'cover', IMAGE_FITS),
    background: colour('background', options.background ?? '#000000'),
    provider: oneOf('provider', options.provider ?? 'auto', ['auto', ...PROVIDERS] as const),
  };
}

function optional<T, R>(value: T | undefined, check: (value: T) => R): R | null {
  return value === undefined ? null : check(value);
}

function refuse(name: string, expected: string, got: unknown): never {
  throw new EngineError('bad-request', `Training option ${name}: expected ${expected}, got ${String(got)}.`, {
    option: name,
  });
}

function within(name: string, value: number, least: number, most: number): number {
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    refuse(name, `a number from ${least} to ${most}`, value);
  }
  return value;
}

function whole(name: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value)) refuse(name, `a whole number from ${least} to ${most}`, value);
  return within(name, value, least, most);
}

function oneOf<T extends string | number>(name: string, value: T, choices: readonly T[]): T {
  if (!choices.includes(value)) refuse(name, `one of ${choices.join(', ')}`, value);
  return value;
}

function colour(name: string, value: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(value)) refuse(name, "a colour like '#000000'", value);
  return value;
}
