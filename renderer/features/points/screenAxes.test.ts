import { describe, expect, it } from 'vitest';
import { screenAxes } from './screenAxes.ts';

describe('screenAxes', () => {
  it('are the world axes for a view along −z', () => {
    const { right, up, away } = screenAxes({ position: [0, 0, 5], target: [0, 0, 0] });
    expect(right.map((v) => v + 0)).toEqual([1, 0, 0]);
    expect(up.map((v) => v + 0)).toEqual([0, 1, 0]);
    expect(away.map((v) => v + 0)).toEqual([0, 0, -1]);
  });

  it('are orthonormal and right-handed from anywhere, straight above included', () => {
    for (const position of [
      [3, 4, -5],
      [0, 7, 0],
      [-1, -9, 0.5],
    ] as const) {
      const { right, up, away } = screenAxes({ position: [...position], target: [0, 0, 0] });
      const dot = (a: readonly number[], b: readonly number[]) =>
        a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
      for (const axis of [right, up, away]) expect(dot(axis, axis)).toBeCloseTo(1, 10);
      expect(dot(right, up)).toBeCloseTo(0, 10);
      expect(dot(right, away)).toBeCloseTo(0, 10);
      expect(up[0] * away[1] - up[1] * away[0]).toBeCloseTo(-right[2], 10);
    }
  });
});
