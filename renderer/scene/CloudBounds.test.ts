import { expect, it } from 'vitest';
import { seededRandom } from '../../protocol/testing/seededRandom.ts';
import { CloudBounds } from './CloudBounds.ts';

it('is the same whether rows come at once or in pieces, and skips what is no number', () => {
  const random = seededRandom(1);
  const rows = Float32Array.from({ length: 300 }, () => 10 * random() - 3);
  const whole = new CloudBounds();
  whole.add(rows);
  const pieces = new CloudBounds();
  pieces.add(rows.subarray(0, 90));
  pieces.add(new Float32Array([NaN, 0, 0]));
  pieces.add(rows, 30, 100);
  expect(pieces.count).toBe(100);
  expect(pieces.low).toEqual(whole.low);
  expect(pieces.high).toEqual(whole.high);
  for (let k = 0; k < 3; k++) expect(pieces.centre()[k]).toBeCloseTo(whole.centre()[k]!, 10);
  expect(pieces.radius()).toBeCloseTo(whole.radius(), 10);
  expect(whole.radius()).toBeLessThanOrEqual(whole.farthest());
});

it('does not let one stray point decide how large the bulk is', () => {
  const random = seededRandom(2);
  const bounds = new CloudBounds();
  bounds.add(Float32Array.from({ length: 30_000 }, () => random() - 0.5));
  const calm = bounds.radius();
  bounds.add(new Float32Array([40, 0, 0]));
  expect(bounds.radius()).toBeLessThan(calm * 1.6);
  expect(bounds.farthest()).toBeGreaterThan(39);
});

it('has room around a single point and around nothing', () => {
  const bounds = new CloudBounds();
  expect(bounds.radius()).toBe(1);
  bounds.add(new Float32Array([2, 3, 4]));
  expect(bounds.centre()).toEqual([2, 3, 4]);
  expect(bounds.radius()).toBeGreaterThan(0);
  bounds.reset();
  expect(bounds.count).toBe(0);
});

it('leaves out just the rows that are no numbers, wherever they are', () => {
  const random = seededRandom(3);
  const rows = Float32Array.from({ length: 3000 }, () => random());
  const good = new CloudBounds();
  const gaps = [0, 1, 499, 777, 999];
  const kept = rows.filter((_, at) => !gaps.includes(Math.floor(at / 3)));
  good.add(kept);
  const odd = rows.slice();
  gaps.forEach((row, k) => (odd[row * 3 + (k % 3)] = [NaN, Infinity, -Infinity][k % 3]!));
  const bounds = new CloudBounds();
  bounds.add(odd);
  expect(bounds.count).toBe(995);
  expect(bounds.low).toEqual(good.low);
  expect(bounds.high).toEqual(good.high);
  for (let k = 0; k < 3; k++) expect(bounds.centre()[k]).toBeCloseTo(good.centre()[k]!, 10);
  expect(bounds.radius()).toBeCloseTo(good.radius(), 10);
});
