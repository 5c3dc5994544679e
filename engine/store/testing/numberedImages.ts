import type { ImageSource } from '../../images/ImageSource.ts';
import type { StoreBatch } from '../appendBatch.ts';
import type { StoreStart } from '../StoreInfo.ts';

/** z and thumbnail of these images follow from their number, so that a row that holds another's is seen. */
export const LATENT_SIZE = 3;
export const TILE_SIZE = 2;

export const START: StoreStart = {
  name: 'pictures',
  paths: ['/pictures'],
  modelKey: 'model',
  latentSize: LATENT_SIZE,
  tileSize: TILE_SIZE,
  fit: 'cover',
  background: '#000000',
  samplesOf: null,
  latentNames: null,
};

/** @param more what is different about it */
export function numberedImage(number: number, more: Partial<ImageSource> = {}): ImageSource {
  return {
    path: `/pictures/${number % 7}/${number}.png`,
    name: `${number % 7}/${number}.png`,
    label: `class ${number % 7}`,
    sizeBytes: 1000 + number,
    modifiedMs: 1_700_000_000_000.25 + number,
    metadata: {},
    ...more,
  };
}

/** [n,D] */
export function numberedLatents(numbers: readonly number[]): Float32Array {
  return Float32Array.from(numbers.flatMap((number) => [number, -number, number / 2]));
}

/** [n,T,T,4] */
export function numberedTiles(numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(numbers.length * TILE_SIZE * TILE_SIZE * 4);
  numbers.forEach((number, i) => bytes.fill(number % 251, i * 16, (i + 1) * 16));
  return bytes;
}

/** A batch of images by their numbers. */
export function numberedBatch(
  numbers: readonly number[],
  image: (number: number) => ImageSource = numberedImage,
): StoreBatch {
  return {
    sources: numbers.map((number) => image(number)),
    latents: numberedLatents(numbers),
    tiles: numberedTiles(numbers),
  };
}

export const numbersFrom = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + i);
