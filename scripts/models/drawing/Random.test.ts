import { expect, test } from 'vitest';
import { Random } from './Random.ts';

test('the same key gives the same numbers, another key others', () => {
  const draw = (key: string): number[] => {
    const random = new Random(key);
    return Array.from({ length: 5 }, () => random.uniform());
  };
  expect(draw('digits/1/training/7')).toEqual(draw('digits/1/training/7'));
  expect(draw('digits/1/training/7')).not.toEqual(draw('digits/1/training/8'));
});

test('numbers of neighbouring keys are uniform and do not follow each other', () => {
  const firsts = Array.from({ length: 4000 }, (_, i) => new Random(`images/${i}`).uniform());
  const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
  expect(mean).toBeCloseTo(0.5, 1);
  const following = firsts
    .slice(1)
    .reduce((sum, value, i) => sum + (value - mean) * ((firsts[i] ?? 0) - mean), 0);
  const variance = firsts.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  expect(variance / firsts.length).toBeCloseTo(1 / 12, 2);
  expect(Math.abs(following / variance)).toBeLessThan(0.05);
});

test('normal numbers have the mean and deviation asked for and stay within 2.5 deviations', () => {
  const random = new Random('normal');
  const values = Array.from({ length: 20_000 }, () => random.normal(3, 2));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  expect(Math.abs(mean - 3)).toBeLessThan(0.06);
  // Of a normal distribution cut at ±2.5: 0.9545 of the whole one's.
  expect(Math.abs(deviation - 2 * 0.9545)).toBeLessThan(0.06);
  expect(Math.max(...values.map((value) => Math.abs(value - 3)))).toBeLessThanOrEqual(5);
});
