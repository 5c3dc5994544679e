import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../protocol/testing/seededRandom.ts';
import { axisTicks } from './axisTicks.ts';

describe('axisTicks', () => {
  it('labels with as many decimals as the step needs', () => {
    expect(axisTicks(-3.1, 2.9).labels).toEqual(['−4', '−3', '−2', '−1', '0', '1', '2', '3']);
    expect(axisTicks(0, 1).labels).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1.0']);
    expect(axisTicks(0.011, 0.049).labels).toEqual(['0.01', '0.02', '0.03', '0.04', '0.05']);
    expect(axisTicks(0, 4e6).labels.at(-1)).toBe('4e6');
    expect(axisTicks(0, 4e-6).labels.at(-1)).toBe('4e−6');
  });

  it('reaches around the data in 2 to 11 steps of 1, 2 or 5, each label its own', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 300; round++) {
      const low = (random() - 0.5) * 10 ** (8 * random() - 4);
      const high = low + 10 ** (8 * random() - 4);
      const ticks = axisTicks(low, high);
      expect(ticks.first).toBeLessThanOrEqual(low + ticks.step * 1e-5);
      expect(ticks.last).toBeGreaterThanOrEqual(high - ticks.step * 1e-5);
      expect(ticks.values.length).toBeGreaterThanOrEqual(2);
      expect(ticks.values.length).toBeLessThanOrEqual(12);
      expect(new Set(ticks.labels).size).toBe(ticks.labels.length);
      expect(['1', '2', '5']).toContain(ticks.step.toExponential(6)[0]);
    }
  });

  it('gives an axis without extent, or without numbers, one tick', () => {
    expect(axisTicks(0, 0)).toMatchObject({ step: 0, first: 0, last: 0, labels: ['0'] });
    expect(axisTicks(NaN, NaN).values).toEqual([0]);
  });
});
