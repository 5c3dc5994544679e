import { expect, test } from 'vitest';
import { DivergenceWatch } from './DivergenceWatch.ts';

const steps = (count: number, value: number) => new Float32Array(count).fill(value);

test('an ordinary training with bumps is left alone', () => {
  const watch = new DivergenceWatch();
  const losses = Float32Array.from(
    { length: 400 },
    (_, i) => 0.23 * Math.exp(-i / 40) + (i % 50 === 0 ? 0.02 : 0.002),
  );
  expect(watch.check(0, losses, steps(400, 1))).toBeNull();
});

test('a loss that runs away is told with its numbers', () => {
  const watch = new DivergenceWatch();
  expect(watch.check(0, steps(1, 0.23), steps(1, 1))).toBeNull();
  expect(watch.check(1, steps(99, 0.01), steps(99, 1))).toBeNull();
  expect(watch.check(100, steps(100, 0.1), steps(100, 1))).toMatch(
    /^the loss rose from 0.01 to 0.0\d+ by step 1\d\d$/,
  );
});

test('a training that starts as PCA may be thrown back, but not as far as a quarter of the mean image', () => {
  const back = Float32Array.of(0.001, ...steps(60, 0.008));
  expect(new DivergenceWatch().check(0, back, steps(61, 1))).toMatch(/^the loss rose from 0.001/);
  expect(new DivergenceWatch(0.05).check(0, back, steps(61, 1))).toBeNull();
  const lost = Float32Array.of(0.001, ...steps(60, 0.03));
  expect(new DivergenceWatch(0.05).check(0, lost, steps(61, 1))).toMatch(/^the loss rose from 0.001/);
});

test('numbers that are none are found at their step', () => {
  const losses = steps(10, 0.1);
  losses[3] = NaN;
  expect(new DivergenceWatch().check(20, losses, steps(10, 1))).toBe('the loss of step 24 is NaN');
  const norms = steps(10, 1);
  norms[9] = Infinity;
  expect(new DivergenceWatch().check(20, steps(10, 0.1), norms)).toBe('the gradient of step 30 is Infinity');
});
