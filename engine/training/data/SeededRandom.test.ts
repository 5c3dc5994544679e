import { expect, test } from 'vitest';
import { SeededRandom } from './SeededRandom.ts';

const numbers = (...keys: number[]) => {
  const random = new SeededRandom(...keys);
  return Array.from({ length: 4 }, () => random.uint32());
};

test('the keys decide, their order and their upper half too', () => {
  expect(numbers(1, 2)).toEqual(numbers(1, 2));
  const others = [numbers(2, 1), numbers(1, 3), numbers(1), numbers(1 + 2 ** 32, 2)];
  for (const other of others) expect(other).not.toEqual(numbers(1, 2));
});

test('uniform numbers fill 0..1 evenly', () => {
  const random = new SeededRandom(11);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) counts[Math.floor(random.uniform() * 10)]!++;
  // 9,700..10,300 is more than three standard deviations either way.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(300);
});

test('a permutation holds every number once and is none of its neighbours', () => {
  const order = new SeededRandom(3).permutation(1000);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect(order).not.toEqual(new SeededRandom(4).permutation(1000));
});
