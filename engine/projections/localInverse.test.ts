import { expect, test } from 'vitest';
import { Random } from '../random/Random.ts';
import { PATCH_ROWS } from '../../protocol/projection.ts';
import { latentAt } from './localInverse.ts';
import { nearestTo } from './nearestTo.ts';

test('z at a place of a curved view is near what the view was made of', () => {
  const random = new Random(2);
  const n = 3000;
  const latents = new Float32Array(n * 3);
  const positions = new Float32Array(n * 2);
  // A bowl, seen from above.
  const height = (x: number, y: number) => x * x + y * y;
  for (let row = 0; row < n; row++) {
    const [x, y] = [random.uniform(-1, 1), random.uniform(-1, 1)];
    positions.set([x, y], row * 2);
    latents.set([x, y, height(x, y)], row * 3);
  }
  const place = [0.4, -0.3];
  const patch = nearestTo(positions, n, 2, place, PATCH_ROWS).rows;
  const { z, jacobian } = latentAt(
    place,
    Float32Array.from(Array.from(patch).flatMap((row) => [...positions.subarray(row * 2, row * 2 + 2)])),
    Float32Array.from(Array.from(patch).flatMap((row) => [...latents.subarray(row * 3, row * 3 + 3)])),
    2,
  );
  expect(z[0]).toBeCloseTo(0.4, 3);
  expect(z[1]).toBeCloseTo(-0.3, 3);
  expect(Math.abs(z[2]! - height(0.4, -0.3))).toBeLessThan(0.01);
  const expected = [1, 0, 0, 1, 0.8, -0.6];
  expected.forEach((slope, at) => expect(Math.abs(jacobian[at]! - slope)).toBeLessThan(0.15));
});
