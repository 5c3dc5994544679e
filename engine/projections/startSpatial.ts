import { Random } from '../random/Random.ts';
import type { LayoutInput } from './Layout.ts';

/** Of the deviation: tells rows apart that begin in one place, and moves no other visibly. */
const JITTER = 1e-3;

/**
 * Coordinates while a layout is made: [N,3] float64, the third 0 in 2D, where no force acts along it. So one loop, without
 * an inner one over dimensions, serves both. These are the places where rows begin: centred, the widest axis of the
 * deviation given, a little shaken so that no two are the same; where all begin in one place, spread at random instead.
 */
export function startSpatial({ initial, n, dims, seed }: LayoutInput, deviation: number): Float64Array {
  if (initial.length !== n * dims)
    throw new Error(`Layout: expected ${n}×${dims} places, got ${initial.length}.`);
  const random = new Random('layout', seed);
  const spatial = new Float64Array(n * 3);
  let widest = 0;
  for (let axis = 0; axis < dims; axis++) {
    let mean = 0;
    for (let row = 0; row < n; row++) mean += initial[row * dims + axis]! / n;
    let variance = 0;
    for (let row = 0; row < n; row++) {
      const value = initial[row * dims + axis]! - mean;
      spatial[row * 3 + axis] = value;
      variance += (value * value) / n;
    }
    widest = Math.max(widest, Math.sqrt(variance));
  }
  // A spread of rounding errors alone is none.
  const scale = widest > 1e-30 ? deviation / widest : 0;
  const jitter = deviation * (scale > 0 ? JITTER : 1);
  for (let row = 0; row < n; row++) {
    for (let axis = 0; axis < dims; axis++) {
      spatial[row * 3 + axis] = spatial[row * 3 + axis]! * scale + jitter * random.normal();
    }
  }
  return spatial;
}
