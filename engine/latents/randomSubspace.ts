import type { Random } from '../random/Random.ts';

/** Orthonormal vectors that span what as many Gaussian ones do. @param count at most `size` */
export function randomSubspace(size: number, count: number, random: Random): Float64Array[] {
  const basis: Float64Array[] = [];
  while (basis.length < count) {
    const vector = Float64Array.from({ length: size }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) {
        let overlap = 0;
        for (let d = 0; d < size; d++) overlap += vector[d]! * other[d]!;
        for (let d = 0; d < size; d++) vector[d]! -= overlap * other[d]!;
      }
    }
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    for (let d = 0; d < size; d++) vector[d]! /= length;
    basis.push(vector);
  }
  return basis;
}
