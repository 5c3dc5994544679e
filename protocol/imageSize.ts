/** Width and height of images: as typed, of a model whose size is open, and chosen from images. */
import { EngineError } from './EngineError.ts';
import {
  LARGEST_LATENT,
  LARGEST_SIDE,
  LARGEST_TENSOR,
  latentSizeOf,
  type ModelInfo,
  type ModelJson,
} from './model.ts';

/** In pixels. */
export interface ImageSize {
  width: number;
  height: number;
}

/** A size that a model of open size is used at, and who chose it: a person, or the images it was opened with. */
export interface ChosenSize extends ImageSize {
  by: 'person' | 'images';
}

/** A side that is chosen from images is at most this long; a person may choose up to LARGEST_SIDE. */
export const LARGEST_CHOSEN_SIDE = 1024;

/** '96×64' */
export const sizeWords = ({ width, height }: ImageSize): string => `${width}×${height}`;

/** Whole sides from 1 to LARGEST_SIDE. */
export const isImageSize = (value: unknown): value is ImageSize =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === 2 &&
  'width' in value &&
  isSide(value.width) &&
  'height' in value &&
  isSide(value.height);

const isSide = (side: unknown): boolean =>
  typeof side === 'number' && Number.isInteger(side) && side >= 1 && side <= LARGEST_SIDE;

/** '96x64' or '96×64' as a size; null for anything else. */
export function parseImageSize(typed: string): ImageSize | null {
  const [, width, height] = /^(\d{1,6})[x×](\d{1,6})$/i.exec(typed.trim()) ?? [];
  const size = { width: Number(width), height: Number(height) };
  return isImageSize(size) ? size : null;
}

/** '96x64', as a command line takes it. */
export const typedSize = ({ width, height }: ImageSize): string => `${width}x${height}`;

/** Whether the model's description says that its graphs take images of other sizes too. */
export const isOpenSize = ({ image }: ModelJson): boolean => image.multipleOf !== undefined;

/**
 * Whether images decide the size: nobody described the model, its graphs leave the size open, and nobody chose one.
 * A model without an encoder takes no images.
 */
export const isSizeFromImages = ({ hasEncoder, inferred, chosenSize }: ModelInfo): boolean =>
  hasEncoder && chosenSize?.by !== 'person' && inferred.some(({ field }) => field === 'image.multipleOf');

/**
 * The description of a model of open size at another size, the shape of z with it.
 * @throws EngineError 'bad-request' where the model takes no such size: what was got, what it takes
 */
export function sizedJson(json: ModelJson, size: ImageSize): ModelJson {
  const { image, latent } = json;
  const asked = `"${json.name}" was asked for at ${sizeWords(size)}`;
  if (image.multipleOf === undefined) {
    if (size.width === image.width && size.height === image.height) return json;
    throw new EngineError(
      'bad-request',
      `${asked}, but its images are fixed at ${sizeWords(image)}. Leave the size out; or, if its graphs take other sizes, say so as image.multipleOf in its model.json.`,
    );
  }
  const step = image.multipleOf;
  if (size.width % step !== 0 || size.height % step !== 0) {
    const nearest = { width: nearestMultiple(size.width, step), height: nearestMultiple(size.height, step) };
    throw new EngineError(
      'bad-request',
      `${asked}, and takes widths and heights that are multiples of ${step}. Choose ${sizeWords(nearest)}, for example.`,
    );
  }
  const sized = {
    ...json,
    image: { ...image, width: size.width, height: size.height },
    latent: { ...latent, shape: sizedShape(latent.shape, image, size) },
  };
  const limits = [
    ['image', areaOf(size) * image.channels, LARGEST_TENSOR],
    ['z', latentSizeOf(sized), LARGEST_LATENT],
  ] as const;
  for (const [what, values, most] of limits) {
    if (values <= most) continue;
    throw new EngineError(
      'bad-request',
      `${asked}, where one ${what} has ${values.toLocaleString('en')} values; at most ${most.toLocaleString('en')} are taken. Choose a smaller size.`,
    );
  }
  return sized;
}

/** The axes of z that are as high and as wide as the image divided by one factor: [1,2] of [C,h,w], [0,1] of [h,w,C]; null for none. */
export function spatialAxes(
  shape: readonly number[],
  { width, height }: ImageSize,
  layout: ModelJson['image']['layout'],
): { axes: [number, number]; factor: number } | null {
  if (shape.length !== 3) return null;
  const channelsFirst: [number, number] = [1, 2];
  const channelsLast: [number, number] = [0, 1];
  for (const axes of layout === 'NHWC' ? [channelsLast, channelsFirst] : [channelsFirst, channelsLast]) {
    const [h = 0, w = 0] = axes.map((axis) => shape[axis]);
    const factor = height / h;
    if (Number.isInteger(factor) && factor * w === width) return { axes, factor };
  }
  return null;
}

/** The shape of z of images of one size, for images of another; as it is where z has no height and width. */
export function sizedShape(
  shape: readonly number[],
  image: ImageSize & Pick<ModelJson['image'], 'layout'>,
  { width, height }: ImageSize,
): number[] {
  const sized = [...shape];
  const spatial = spatialAxes(shape, image, image.layout);
  if (!spatial) return sized;
  const { axes, factor } = spatial;
  sized[axes[0]] = height / factor;
  sized[axes[1]] = width / factor;
  return sized;
}

const nearestMultiple = (side: number, step: number): number =>
  Math.max(step, Math.min(Math.floor(LARGEST_SIDE / step) * step, Math.round(side / step) * step));

/** How many images of a sample agree on a size. */
export interface SizeChoice {
  size: ImageSize;
  /** Images of the sample that come to it. */
  count: number;
  sampled: number;
}

/**
 * The size for a model of open size: the commonest of the images, each scaled down as a whole until its longer side is at
 * most LARGEST_CHOSEN_SIDE and z has at most LARGEST_LATENT values, then brought to the nearest multiple that the model
 * takes. Of equally common sizes the middle one by area: neither a stray icon nor a stray poster decides.
 * @returns null for no images
 */
export function chooseImageSize(json: ModelJson, sizes: readonly ImageSize[]): SizeChoice | null {
  const step = json.image.multipleOf ?? 1;
  const counts = new Map<string, { size: ImageSize; count: number }>();
  for (const each of sizes) {
    const size = fittingSize(json, each, step);
    const known = counts.get(sizeWords(size));
    if (known) known.count++;
    else counts.set(sizeWords(size), { size, count: 1 });
  }
  const most = Math.max(0, ...[...counts.values()].map(({ count }) => count));
  const commonest = [...counts.values()]
    .filter(({ count }) => count === most)
    .toSorted((a, b) => areaOf(a.size) - areaOf(b.size) || a.size.width - b.size.width);
  const middle = commonest[(commonest.length - 1) >> 1];
  return middle ? { ...middle, sampled: sizes.length } : null;
}

const areaOf = ({ width, height }: ImageSize): number => width * height;

function fittingSize(json: ModelJson, { width, height }: ImageSize, step: number): ImageSize {
  // Of z as many values belong to one pixel at every size.
  const perPixel = latentSizeOf(json) / areaOf(json.image);
  const scale = Math.min(
    1,
    LARGEST_CHOSEN_SIDE / Math.max(width, height),
    Math.sqrt(LARGEST_LATENT / (perPixel * width * height)),
  );
  const largest = Math.max(step, Math.floor(LARGEST_CHOSEN_SIDE / step) * step);
  const side = (pixels: number) => Math.min(largest, nearestMultiple(pixels * scale, step));
  const size = { width: side(width), height: side(height) };
  if (perPixel * areaOf(size) <= LARGEST_LATENT) return size;
  const lower = (pixels: number) => Math.max(step, Math.floor((pixels * scale) / step) * step);
  return { width: lower(width), height: lower(height) };
}

/** What was chosen and why, in a sentence: for whoever did not choose it. */
export function sizeChoiceWords({ name, image }: ModelJson, { size, count, sampled }: SizeChoice): string {
  const of =
    sampled === 1
      ? 'the size of the image'
      : `the commonest of the images (${count} of ${sampled} looked at)`;
  const step = image.multipleOf ?? 1;
  const takes = step === 1 ? 'any size' : `any multiple of ${step}`;
  return `"${name}" takes images of ${takes}: ${sizeWords(size)} was chosen, ${of}.`;
}
