import { expect, test } from 'vitest';
import { summarizeDurations, timeInTurn } from './Samples.ts';

test('p50 and p95 of 1 to 100', () => {
  const durations = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(summarizeDurations(durations)).toEqual({ count: 100, p50Ms: 51, p95Ms: 96 });
  expect(() => summarizeDurations([])).toThrow('No durations');
});

test('ways are run in turn, warm-up included', async () => {
  const order: string[] = [];
  const way = (name: string) => () => Promise.resolve(order.push(name));
  const durations = await timeInTurn([way('a'), way('b')], { rounds: 2, warmup: 1 });
  expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  expect(durations.map((list) => list.length)).toEqual([2, 2]);
});
