import { describe, expect, test } from 'vitest';
import { LocalChart } from './localChart.ts';

/** Numbers in −1..1 that are the same at each run (a multiplicative congruential generator; Park and Miller). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (2 * state) / 2_147_483_647 - 1;
  };
}

function chartOf(
  dims: 2 | 3,
  d: number,
  positions: ArrayLike<number>,
  latents: ArrayLike<number>,
  m: number,
) {
  const chart = new LocalChart(dims, d, m);
  chart.setPatch(positions, latents, m);
  return (position: readonly number[]) => {
    const z = new Float64Array(d);
    const jacobian = new Float64Array(d * dims);
    chart.evaluate(position, z, jacobian);
    return { z, jacobian };
  };
}

/** Places, and z that follows from them smoothly. */
function curvedPatch(m: number, seed: number) {
  const number = numbers(seed);
  const positions = Float64Array.from({ length: m * 3 }, number);
  const latents = Float64Array.from({ length: m * 4 }, (_, at) => {
    const [x, y, z] = positions.subarray(Math.floor(at / 4) * 3);
    return [Math.sin(2 * x!), x! * y!, z! * z! - y!, 0.3 * number()][at % 4]!;
  });
  return { positions, latents };
}

const lengthOf = (vector: Float64Array) => Math.hypot(...vector);
const distanceOf = (a: Float64Array, b: Float64Array) => lengthOf(a.map((value, at) => value - b[at]!));

describe.each([2, 3] as const)('in %dD', (dims) => {
  test('z that is affine in the place comes back exactly, with its slopes, inside and outside of the patch', () => {
    const d = 5;
    const m = 80;
    const number = numbers(7);
    const slopes = Float64Array.from({ length: d * dims }, number);
    const offset = Float64Array.from({ length: d }, number);
    const zAt = (place: ArrayLike<number>) =>
      offset.map((value, j) => {
        for (let axis = 0; axis < dims; axis++) value += slopes[j * dims + axis]! * place[axis]!;
        return value;
      });
    const positions = Float64Array.from({ length: m * dims }, number);
    const latents = Array.from({ length: m }, (_, row) => [
      ...zAt(positions.subarray(row * dims, (row + 1) * dims)),
    ]).flat();
    const at = chartOf(dims, d, positions, latents, m);
    for (const place of [
      [0, 0, 0],
      [0.4, -0.7, 0.2],
      [3, 2, -4],
    ]) {
      const { z, jacobian } = at(place);
      expect(distanceOf(z, zAt(place))).toBeLessThan(1e-4 * (1 + Math.hypot(...place)));
      expect(distanceOf(jacobian, slopes)).toBeLessThan(1e-4);
    }
  });
});

test('it is continuous: small moves change z little, also where rows enter and leave the kernel', () => {
  const { positions, latents } = curvedPatch(120, 3);
  const at = chartOf(3, 4, positions, latents, 120);
  const step = 1e-4;
  let before = at([-1.5, 0.1, 0.05]).z;
  for (let x = -1.5; x < 1.5; x += step) {
    const { z } = at([x + step, 0.1, 0.05]);
    expect(distanceOf(z, before)).toBeLessThan(30 * step);
    before = z;
  }
});

test('far away it is the affine fit of all rows, whose slopes are finite and constant', () => {
  const { positions, latents } = curvedPatch(60, 5);
  const at = chartOf(3, 4, positions, latents, 60);
  const [far, farther, opposite] = [at([1e4, 0, 0]), at([2e4, 0, 0]), at([-1e4, 0, 0])];
  expect(distanceOf(far.jacobian, farther.jacobian)).toBeLessThan(0.01);
  expect(distanceOf(far.jacobian, opposite.jacobian)).toBeLessThan(0.01);
  expect(lengthOf(far.jacobian)).toBeLessThan(4);
  expect(lengthOf(far.z)).toBeLessThan(4e4);
});

test('rows on a line: along it as they say, across it nothing changes', () => {
  const m = 50;
  const positions = Float64Array.from({ length: m * 2 }, (_, at) => (at >> 1) * 0.1);
  const latents = Float64Array.from({ length: m }, (_, row) => 3 * row * 0.1);
  const at = chartOf(2, 1, positions, latents, m);
  expect(at([2, 2]).z[0]).toBeCloseTo(6, 3);
  expect(at([2.5, 1.5]).z[0]).toBeCloseTo(6, 3);
  expect(at([102, -98]).z[0]).toBeCloseTo(6, 0);
});

test('a direction in which rows hardly differ has no steep slope, however z differs there', () => {
  const number = numbers(11);
  const m = 100;
  const positions = Float64Array.from({ length: m * 2 }, (_, at) =>
    at % 2 === 0 ? number() : 1e-3 * number(),
  );
  const latents = Float64Array.from({ length: m }, number);
  const at = chartOf(2, 1, positions, latents, m);
  for (const y of [0, 0.5, -1, 3]) expect(Math.abs(at([0.1, y]).z[0]!)).toBeLessThan(10);
});

test('many rows in one place, all of them included', () => {
  const { positions, latents } = curvedPatch(100, 9);
  for (let row = 0; row < 60; row++) positions.set([0.5, 0.5, 0.5], row * 3);
  const at = chartOf(3, 4, positions, latents, 100);
  const mean = Float64Array.from({ length: 4 }, (_, j) => {
    let sum = 0;
    for (let row = 0; row < 60; row++) sum += latents[row * 4 + j]! / 60;
    return sum;
  });
  expect(distanceOf(at([0.5, 0.5, 0.5]).z, mean)).toBeLessThan(1e-9);
  for (let row = 60; row < 100; row++) positions.set([0.5, 0.5, 0.5], row * 3);
  const same = chartOf(3, 4, positions, latents, 100);
  const { z, jacobian } = same([9, 9, 9]);
  expect(z.every(Number.isFinite)).toBe(true);
  expect(lengthOf(jacobian)).toBe(0);
});

test('one row is its z everywhere', () => {
  const at = chartOf(2, 3, [1, 1], [4, 5, 6], 1);
  expect([...at([1, 1]).z]).toEqual([4, 5, 6]);
  expect([...at([-7, 30]).z]).toEqual([4, 5, 6]);
});

test('a patch of more rows than there is room for is refused, and none at all', () => {
  const chart = new LocalChart(2, 1, 2);
  expect(() => chart.evaluate([0, 0], new Float64Array(1))).toThrow(/setPatch/);
  expect(() => chart.setPatch([0, 0, 1, 1, 2, 2], [1, 2, 3], 3)).toThrow('expected 1 to 2 rows, got 3');
  expect(() => chart.setPatch([], [], 0)).toThrow('got 0');
});

test('another patch takes the place of the one before, and the same gives the same', () => {
  const { positions, latents } = curvedPatch(40, 13);
  const chart = new LocalChart(3, 4, 40);
  const z = new Float64Array(4);
  chart.setPatch(positions, latents, 40);
  chart.evaluate([0.1, 0.2, 0.3], z);
  const first = z.slice();
  chart.setPatch(positions.subarray(30), latents.subarray(40), 20);
  chart.evaluate([0.1, 0.2, 0.3], z);
  expect(z).not.toEqual(first);
  chart.setPatch(positions, latents, 40);
  chart.evaluate([0.1, 0.2, 0.3], z);
  expect(z).toEqual(first);
});
