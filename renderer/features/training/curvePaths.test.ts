import { describe, expect, it } from 'vitest';
import { curvePaths } from './curvePaths.ts';

const point = (step: number, train: number, heldOut: number) => ({
  step,
  epoch: step,
  seconds: step,
  train,
  heldOut,
  heldOutSse: heldOut,
});

describe('curvePaths', () => {
  it('draws both over one logarithmic scale', () => {
    const paths = curvePaths([point(0, 100, 10), point(10, 10, 1)], 100, 50);
    expect(paths.train).toBe('M0.0 0.0L100.0 25.0');
    expect(paths.heldOut).toBe('M0.0 25.0L100.0 50.0');
  });

  it('is linear when a loss is below zero, leaves out what is no number, and draws nothing of nothing', () => {
    expect(curvePaths([point(0, 1, -1), point(4, NaN, 0)], 8, 10)).toEqual({
      train: 'M0.0 0.0',
      heldOut: 'M0.0 10.0L8.0 5.0',
    });
    expect(curvePaths([], 8, 10)).toEqual({ train: '', heldOut: '' });
  });
});
