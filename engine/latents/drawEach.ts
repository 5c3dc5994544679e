import { Random } from '../random/Random.ts';

/** Writes one z, [D]. @param temperature factor on deviations from the middle */
export type DrawLatent = (temperature: number, random: Random, z: Float32Array) => void;

/** Each sample has random numbers of its own: the first 16 of 64 are the 16 of 16. @returns [count,D] */
export function drawEach(
  draw: DrawLatent,
  { count, temperature, seed }: { count: number; temperature: number; seed: number },
  latentSize: number,
): Float32Array<ArrayBuffer> {
  const z = new Float32Array(count * latentSize);
  for (let i = 0; i < count; i++) {
    draw(temperature, new Random(seed, 'sample', i), z.subarray(i * latentSize, (i + 1) * latentSize));
  }
  return z;
}
