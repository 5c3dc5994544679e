import { normalValues, Random } from '../../random/Random.ts';

/** Purposes of random numbers within one run, each a stream of its own. */
const EPSILON_STREAM = 1;
const NOISE_STREAM = 2;

/** Normal numbers for the sampling of z: count of them, the same for the same seed. */
export function drawEpsilon(count: number, seed: number): Float32Array {
  return normalValues(count, seed, EPSILON_STREAM);
}

const TABLE_SIZE = 1 << 20;
let table: Float32Array | null = null;

/**
 * Normal numbers for denoising, [images · valuesPerImage]. Drawing each would cost more than the training step, so each image
 * takes a window at a random place of one fixed table of a million, with a random sign.
 */
export function drawNoise(images: number, valuesPerImage: number, seed: number): Float32Array {
  table ??= drawEpsilon(TABLE_SIZE, 0);
  const random = new Random(seed, NOISE_STREAM);
  const noise = new Float32Array(images * valuesPerImage);
  for (let image = 0; image < images; image++) {
    const start = image * valuesPerImage;
    const sign = random.uniform() < 0.5 ? -1 : 1;
    let from = random.below(TABLE_SIZE);
    for (let i = 0; i < valuesPerImage; i++) {
      noise[start + i] = sign * table[from]!;
      from = (from + 1) % TABLE_SIZE;
    }
  }
  return noise;
}
