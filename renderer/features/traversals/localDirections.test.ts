import { expect, test } from 'vitest';
import { keptDirection, latentAlong } from './localDirections.ts';

const row = { name: 'direction 2', direction: [0.6, -0.8, 0], deviation: 2.5 };

test('a slider moves z by so many σ along the direction, and back', () => {
  const start = Float32Array.of(1, 2, 3);
  const moved = latentAlong(start, row, 2);
  [1 + 3, 2 - 4, 3].forEach((value, d) => expect(moved[d]).toBeCloseTo(value, 6));
  latentAlong(moved, row, -2).forEach((value, d) => expect(value).toBeCloseTo(start[d]!, 6));
  expect(start).toEqual(Float32Array.of(1, 2, 3));
});

test('what is kept is one σ long and says where it was found', () => {
  const kept = keptDirection(row, 'b'.repeat(300), 'some-id');
  expect(Math.hypot(...kept.vector)).toBeCloseTo(2.5, 6);
  expect(kept.name.startsWith('direction 2 at bbb')).toBe(true);
  expect(kept.name.length).toBe(200);
  expect(kept.separation).toBeNull();
});
