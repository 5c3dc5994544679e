import { expect, test } from 'vitest';
import { Random } from './Random.ts';

const numbers = (...keys: (number | string)[]) => {
  const random = new Random(...keys);
  return Array.from({ length: 4 }, () => random.uint32());
};

test('the keys decide: their order, their upper half and their words too', () => {
  expect(numbers(1, 2)).toEqual(numbers(1, 2));
  const others = [numbers(2, 1), numbers(1, 3), numbers(1), numbers(1 + 2 ** 32, 2), numbers('1', 2)];
  for (const other of others) expect(other).not.toEqual(numbers(1, 2));
  expect(numbers('digits/1/training/7')).toEqual(numbers('digits/1/training/7'));
  expect(numbers('digits/1/training/7')).not.toEqual(numbers('digits/1/training/8'));
});

test('the sequence is the one that seeded results were made with', () => {
  expect(numbers(1, 2)).toEqual([1480813155, 422452007, 450546643, 313977740]);
});

test('uniform numbers fill their range evenly', () => {
  const random = new Random(11);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) counts[Math.floor(random.uniform(20, 30)) - 20]!++;
  // 9,700..10,300 is more than three standard deviations either way.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(300);
});

test('first numbers of neighbouring keys are uniform and do not follow each other', () => {
  for (const key of [(i: number) => `images/${i}`, (i: number) => i]) {
    const firsts = Array.from({ length: 4000 }, (_, i) => new Random(key(i)).uniform());
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    expect(mean).toBeCloseTo(0.5, 1);
    const following = firsts
      .slice(1)
      .reduce((sum, value, i) => sum + (value - mean) * ((firsts[i] ?? 0) - mean), 0);
    const variance = firsts.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    expect(variance / firsts.length).toBeCloseTo(1 / 12, 2);
    expect(Math.abs(following / variance)).toBeLessThan(0.05);
  }
});

test('a permutation holds every number once and is none of its neighbours', () => {
  const order = new Random(3).permutation(1000);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect(order).not.toEqual(new Random(4).permutation(1000));
});

const moments = (values: number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
};

test('normal numbers have the mean and deviation asked for, and one does not tell the next', () => {
  const random = new Random('normal');
  const values = Array.from({ length: 40_000 }, () => random.normal(3, 2));
  const { mean, deviation } = moments(values);
  expect(Math.abs(mean - 3)).toBeLessThan(0.04);
  expect(Math.abs(deviation - 2)).toBeLessThan(0.03);
  const following = values.slice(1).map((value, i) => ((value - 3) / 2) * ((values[i]! - 3) / 2));
  expect(Math.abs(moments(following).mean)).toBeLessThan(0.02);
});

test('cut normal numbers stay within 2.5 deviations', () => {
  const random = new Random('cut');
  const values = Array.from({ length: 20_000 }, () => random.cutNormal(3, 2));
  const { mean, deviation } = moments(values);
  expect(Math.abs(mean - 3)).toBeLessThan(0.06);
  // Of a normal distribution cut at ±2.5: 0.9545 of the whole one's.
  expect(Math.abs(deviation - 2 * 0.9545)).toBeLessThan(0.06);
  expect(Math.max(...values.map((value) => Math.abs(value - 3)))).toBeLessThanOrEqual(5);
});
