import type { AugmentationOptions } from '../../../protocol/training.ts';
import type { Random } from '../../random/Random.ts';

export const NO_AUGMENTATION: AugmentationOptions = {
  gentle: 'off',
  shift: 0,
  flip: false,
  rotateDeg: 0,
  brightness: 0,
};

export function isAugmenting(options: AugmentationOptions): boolean {
  return options.shift > 0 || options.flip || options.rotateDeg > 0 || options.brightness > 0;
}

/** One drawn change of an image. */
export interface ImageChange {
  /** Whole pixels, to the right and down. */
  shiftX: number;
  shiftY: number;
  flip: boolean;
  /** Clockwise, about the middle of the image. */
  angleRad: number;
  /** Added to every value, in steps of 1/255 of white. */
  brightness: number;
}

/** Draws a change; every kind uniformly between minus and plus its largest. */
export function drawChange(
  options: AugmentationOptions,
  width: number,
  height: number,
  random: Random,
): ImageChange {
  const between = (largest: number) => (random.uniform() * 2 - 1) * largest;
  return {
    shiftX: Math.round(between(options.shift * width)),
    shiftY: Math.round(between(options.shift * height)),
    flip: options.flip && random.uniform() < 0.5,
    angleRad: (between(options.rotateDeg) * Math.PI) / 180,
    brightness: Math.round(between(options.brightness) * 255),
  };
}

/**
 * Writes a changed copy of an image: mirrored, rotated, shifted, brightened, in this order. What comes in from outside
 * the image repeats its border.
 * @param source [H,W,C] uint8
 * @param target [H,W,C] uint8, not the same memory
 */
export function augmentImage(
  source: Uint8Array,
  target: Uint8Array,
  width: number,
  height: number,
  channels: number,
  change: ImageChange,
): void {
  if (change.angleRad === 0) copyShifted(source, target, width, height, channels, change);
  else copyRotated(source, target, width, height, channels, change);
  if (change.brightness !== 0) {
    for (let i = 0; i < target.length; i++) {
      target[i] = Math.max(0, Math.min(255, target[i]! + change.brightness));
    }
  }
}

const clamp = (value: number, last: number) => (value < 0 ? 0 : value > last ? last : value);

function copyShifted(
  source: Uint8Array,
  target: Uint8Array,
  width: number,
  height: number,
  channels: number,
  { shiftX, shiftY, flip }: ImageChange,
): void {
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = clamp(y - shiftY, height - 1) * width;
    for (let x = 0; x < width; x++) {
      const column = clamp(x - shiftX, width - 1);
      let from = (row + (flip ? width - 1 - column : column)) * channels;
      for (let channel = 0; channel < channels; channel++) target[to++] = source[from++]!;
    }
  }
}

/** Each target pixel is looked up where it came from, between the four nearest source pixels. */
function copyRotated(
  source: Uint8Array,
  target: Uint8Array,
  width: number,
  height: number,
  channels: number,
  { shiftX, shiftY, flip, angleRad }: ImageChange,
): void {
  const cos = Math.cos(angleRad);
  const sin = Math.sin(angleRad);
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  let to = 0;
  for (let y = 0; y < height; y++) {
    const fromMiddleY = y - shiftY - middleY;
    for (let x = 0; x < width; x++) {
      const fromMiddleX = x - shiftX - middleX;
      const unflippedX = clamp(cos * fromMiddleX + sin * fromMiddleY + middleX, width - 1);
      const sourceX = flip ? width - 1 - unflippedX : unflippedX;
      const sourceY = clamp(cos * fromMiddleY - sin * fromMiddleX + middleY, height - 1);
      const left = Math.floor(sourceX);
      const top = Math.floor(sourceY);
      const right = Math.min(left + 1, width - 1);
      const bottom = Math.min(top + 1, height - 1);
      const alongX = sourceX - left;
      const alongY = sourceY - top;
      for (let channel = 0; channel < channels; channel++) {
        const topLeft = source[(top * width + left) * channels + channel]!;
        const topRight = source[(top * width + right) * channels + channel]!;
        const bottomLeft = source[(bottom * width + left) * channels + channel]!;
        const bottomRight = source[(bottom * width + right) * channels + channel]!;
        const upper = topLeft + (topRight - topLeft) * alongX;
        const lower = bottomLeft + (bottomRight - bottomLeft) * alongX;
        target[to++] = Math.round(upper + (lower - upper) * alongY);
      }
    }
  }
}
