import { expect, test } from 'vitest';
import { Random } from '../random/Random.ts';
import { RemainingTime } from './RemainingTime.ts';

/**
 * Plays a training and compares every estimate from 10 s on with what then really was left.
 * @param secondsOfRun how long the run of steps that begins at a time takes
 * @returns the largest factor by which an estimate was off
 */
function worstFactor(runs: number, secondsOfRun: (run: number) => number): number {
  const times = [0];
  for (let run = 0; run < runs; run++) times.push(times.at(-1)! + secondsOfRun(run));
  const remaining = new RemainingTime(runs * 20, null, 0);
  let worst = 1;
  for (let run = 1; run < runs; run++) {
    remaining.mark(run * 20, times[run]!);
    const left = times[runs]! - times[run]!;
    if (times[run]! < 10 || left < 2) continue;
    const estimate = remaining.secondsLeft()!;
    worst = Math.max(worst, estimate / left, left / estimate);
  }
  expect(times[runs]!).toBeGreaterThan(20);
  return worst;
}

test('right within a factor of 1.5 from 10 s on: a slow start, jitter, evaluations and previews', () => {
  const random = new Random(4);
  // A run of steps takes 0.25 s give or take 40 %, the first 3 s; every fifth is followed by an evaluation of 0.2 s.
  const ordinary = worstFactor(240, (run) => {
    return (run === 0 ? 3 : 0) + 0.25 * (0.6 + 0.8 * random.uniform()) + (run % 5 === 0 ? 0.2 : 0);
  });
  expect(ordinary).toBeLessThan(1.5);
});

test('right within a factor of 1.5 for runs of seconds each', () => {
  expect(worstFactor(12, (run) => (run === 0 ? 5 : 4))).toBeLessThan(1.5);
});

test('a machine that gets twice as slow is followed within the window', () => {
  const remaining = new RemainingTime(10_000, null, 0);
  let seconds = 0;
  for (let step = 0; step <= 5000; step += 20) {
    remaining.mark(step, seconds);
    seconds += seconds < 60 ? 0.5 : 1;
  }
  expect(remaining.secondsLeft()!).toBeGreaterThan(0.99 * 250);
  expect(remaining.stepsPerSecond()).toBeCloseTo(20, 3);
});

test('a time limit and what comes after it bound the estimate', () => {
  const remaining = new RemainingTime(1_000_000, 30, 2);
  expect(remaining.secondsLeft()).toBeNull();
  for (let run = 0; run < 5; run++) remaining.mark(run * 10, run);
  expect(remaining.secondsLeft()).toBeCloseTo(28, 10);
});
