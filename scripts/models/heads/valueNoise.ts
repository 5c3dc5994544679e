import type { Random } from '../../../engine/random/Random.ts';
import { smooth } from './headAnatomy.ts';

/**
 * Smooth noise: random values on a lattice of `cellPx`, blended between.
 * @returns [side, side] in -1..1
 */
export function valueNoise(random: Random, side: number, cellPx: number): Float32Array {
  const cells = Math.ceil(side / cellPx) + 2;
  const lattice = Float32Array.from({ length: cells * cells }, () => random.uniform(-1, 1));
  const noise = new Float32Array(side * side);
  for (let y = 0; y < side; y++) {
    const row = Math.floor(y / cellPx);
    const v = smooth(0, 1, y / cellPx - row);
    for (let x = 0; x < side; x++) {
      const column = Math.floor(x / cellPx);
      const u = smooth(0, 1, x / cellPx - column);
      const at = (dy: number, dx: number): number => lattice[(row + dy) * cells + column + dx] ?? 0;
      const above = at(0, 0) + (at(0, 1) - at(0, 0)) * u;
      const below = at(1, 0) + (at(1, 1) - at(1, 0)) * u;
      noise[y * side + x] = above + (below - above) * v;
    }
  }
  return noise;
}
