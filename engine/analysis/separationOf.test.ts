import { expect, test } from 'vitest';
import { Random } from '../random/Random.ts';
import { aucOf, separationOf } from './separationOf.ts';

const D = 12;
const N = 400;
const random = new Random(21, 1);
/** Even rows around 0, odd ones `shift` away along the first dimension. */
const made = (shift: number) =>
  Float32Array.from(
    { length: N * D },
    (_, at) => random.normal() + (at % D === 0 && Math.floor(at / D) % 2 === 1 ? shift : 0),
  );
const even = Uint32Array.from({ length: N / 2 }, (_, i) => 2 * i);
const odd = Uint32Array.from({ length: N / 2 }, (_, i) => 2 * i + 1);

test('the area under the curve is the share of pairs in order', () => {
  expect(aucOf([1, 2, 3], [4, 5])).toBe(1);
  expect(aucOf([4, 5], [1, 2, 3])).toBe(0);
  expect(aucOf([1, 3], [2, 4])).toBe(0.75);
  expect(aucOf([1, 1], [1, 1, 1])).toBe(0.5);
  expect(aucOf([], [1])).toBe(0.5);
});

test('two groups are told apart as well as their distance allows', () => {
  const { accuracy, auc, counts } = separationOf(made(3), D, even, odd)!;
  expect(counts).toEqual([N / 2, N / 2]);
  // Two normal distributions 3 apart: Φ(1.5) = 0.933, and Φ(3/√2) = 0.983.
  expect(Math.abs(accuracy - 0.933)).toBeLessThan(0.03);
  expect(Math.abs(auc - 0.983)).toBeLessThan(0.015);
});

test('where there is no difference, what was not seen is told apart by chance', () => {
  // In the sample itself its own direction would separate: 0.6 and more with so many dimensions.
  const { accuracy, auc } = separationOf(made(0), D, even, odd)!;
  expect(Math.abs(accuracy - 0.5)).toBeLessThan(0.09);
  expect(Math.abs(auc - 0.5)).toBeLessThan(0.09);
});

test('images in both count for neither, and too few say nothing', () => {
  const z = made(3);
  expect(separationOf(z, D, even, even)).toBeNull();
  expect(separationOf(z, D, even.subarray(0, 3), odd)).toBeNull();
  const overlapping = Uint32Array.from([...odd, ...even.subarray(0, 50)]);
  expect(separationOf(z, D, even, overlapping)!.counts).toEqual([N / 2 - 50, N / 2]);
});

test('the same rows give the same figures', () => {
  const z = made(1);
  expect(separationOf(z, D, even, odd)).toEqual(separationOf(z, D, even, odd));
});
