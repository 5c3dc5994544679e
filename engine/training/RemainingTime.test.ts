import { expect, test } from 'vitest';
import { Random } from '../random/Random.ts';
import { RemainingTime, type PassedSeconds } from './RemainingTime.ts';

const STEPS_PER_RUN = 20;
const NOTHING: PassedSeconds = { steps: 0, evaluation: 0, live: 0, rest: 0 };
const sum = ({ steps, evaluation, live, rest }: PassedSeconds) => steps + evaluation + live + rest;

interface Played {
  runs: number;
  runsPerEvaluation?: number;
  /** What passes in a run, and after it. @param seconds so far */
  passed(run: number, seconds: number): Partial<PassedSeconds>;
}

/** Plays a training; every estimate with what then really was left. */
function play({ runs, runsPerEvaluation = 5, passed }: Played) {
  const plan = { totalSteps: runs * STEPS_PER_RUN, stepsPerEvaluation: runsPerEvaluation * STEPS_PER_RUN };
  const remaining = new RemainingTime(plan, null, 0);
  const told: { at: number; left: number | null }[] = [];
  let seconds = 0;
  for (let run = 1; run <= runs; run++) {
    const parts = { ...NOTHING, ...passed(run, seconds) };
    seconds += sum(parts);
    remaining.mark(run * STEPS_PER_RUN, parts, seconds);
    told.push({ at: seconds, left: remaining.secondsLeft() });
  }
  return told.map(({ at, left }) => ({ at, left, truth: seconds - at }));
}

/** The largest factor by which an estimate was off, of those from a time on with more than 2 s to go. */
function worstFactor(played: Played, fromSeconds: number): number {
  const judged = play(played).filter(({ at, truth }) => at >= fromSeconds && truth > 2);
  expect(judged.length).toBeGreaterThan(3);
  return Math.max(...judged.map(({ left, truth }) => Math.max(left! / truth, truth / left!)));
}

test('a slow start, jitter and evaluations: within 1.5 from the first estimates on, from 10 s on within 1.25', () => {
  const random = new Random(4);
  // A run of steps takes 0.25 s give or take 40 %, the first 3 s; every fifth is followed by an evaluation of 0.2 s.
  const jittering: Played = {
    runs: 240,
    passed: (run) => ({
      steps: (run === 1 ? 3 : 0) + 0.25 * (0.6 + 0.8 * random.uniform()),
      evaluation: run % 5 === 0 ? 0.2 : 0,
    }),
  };
  expect(worstFactor(jittering, 5)).toBeLessThan(1.5);
  expect(worstFactor(jittering, 10)).toBeLessThan(1.25);
});

test('steps that take twice as long for the first four seconds: at 10 s within 1.1', () => {
  const warming: Played = { runs: 150, passed: (_, seconds) => ({ steps: seconds < 4 ? 0.4 : 0.2 }) };
  expect(worstFactor(warming, 10)).toBeLessThan(1.1);
});

test('a training that is watched: its first updates, which come at once, are not taken for its speed', () => {
  // Three updates of 0.7 s within the first six seconds, then one every 20 s.
  let next = 0;
  const dueAt = [2, 4, 6, ...Array.from({ length: 20 }, (_, i) => 26 + 20 * i)];
  const watched: Played = {
    runs: 150,
    passed: (_, seconds) => {
      const isDue = seconds >= dueAt[next]!;
      if (isDue) next++;
      return { steps: 0.2, live: isDue ? 0.7 : 0 };
    },
  };
  expect(worstFactor(watched, 6)).toBeLessThan(1.1);
});

test('evaluations that are long and rare count as often as they come', () => {
  // Of 10 s each; the first comes after 12 s of steps.
  const rare: Played = {
    runs: 240,
    runsPerEvaluation: 60,
    passed: (run) => ({ steps: 0.2, evaluation: run % 60 === 0 ? 10 : 0 }),
  };
  const told = play(rare);
  const afterFirst = told.filter(({ at }) => at > 23);
  for (const { left, truth } of afterFirst) expect(left).toBeCloseTo(truth, 6);
});

test('runs of seconds each', () => {
  expect(worstFactor({ runs: 12, passed: (run) => ({ steps: run === 1 ? 5 : 4 }) }, 8)).toBeLessThan(1.1);
});

test('a machine that gets twice as slow is followed', () => {
  const remaining = new RemainingTime({ totalSteps: 10_000, stepsPerEvaluation: 500 }, null, 0);
  let seconds = 0;
  for (let step = 20; step <= 5000; step += 20) {
    const steps = seconds < 60 ? 0.5 : 1;
    seconds += steps;
    remaining.mark(step, { ...NOTHING, steps }, seconds);
  }
  expect(remaining.secondsLeft()!).toBeGreaterThan(0.99 * 250);
  expect(remaining.stepsPerSecond()).toBeCloseTo(20, 1);
});

test('a time limit and what comes after it bound the estimate', () => {
  const remaining = new RemainingTime({ totalSteps: 1_000_000, stepsPerEvaluation: 100 }, 30, 2);
  expect(remaining.secondsLeft()).toBeNull();
  for (let run = 1; run <= 4; run++) remaining.mark(run * 10, { ...NOTHING, steps: 1 }, run);
  expect(remaining.secondsLeft()).toBeCloseTo(28, 10);
});

test('a training that goes on counts the steps from there', () => {
  const remaining = new RemainingTime({ totalSteps: 1000, stepsPerEvaluation: 1000 }, null, 0, 500);
  for (let run = 1; run <= 3; run++) remaining.mark(500 + run * 10, { ...NOTHING, steps: 1 }, 70 + run);
  expect(remaining.stepsPerSecond()).toBeCloseTo(10, 10);
  expect(remaining.secondsLeft()).toBeCloseTo(47, 10);
});
