import { describe, expect, it } from 'vitest';
import { dimensionName } from '../../document/dimensionName.ts';
import { dimensionOrder, sliderRange } from './dimensionOrder.ts';
import type { LatentHistograms } from '../../../protocol/collection.ts';

const HISTOGRAMS: LatentHistograms = {
  min: [0, -1, 5],
  max: [10, 1, 5],
  mean: [5, 0, 5],
  std: [2, 0.5, 0],
  counts: [[], [], []],
};

describe('dimensionOrder', () => {
  it('keeps the order of z, or sorts by how much a dimension varies', () => {
    const moreVaried = { ...HISTOGRAMS, std: [2, 0.5, 3] };
    expect(dimensionOrder(3, moreVaried, (d) => dimensionName(d, undefined), 'index', '')).toEqual([0, 1, 2]);
    expect(dimensionOrder(3, moreVaried, (d) => dimensionName(d, undefined), 'variance', '')).toEqual([
      2, 0, 1,
    ]);
    expect(dimensionOrder(3, null, (d) => dimensionName(d, undefined), 'variance', '')).toEqual([0, 1, 2]);
  });

  it('filters by name', () => {
    expect(dimensionOrder(3, null, (d) => ['slant', 'width', 'size'][d]!, 'index', ' SL')).toEqual([0]);
    expect(dimensionOrder(12, null, (d) => dimensionName(d, undefined), 'index', 'z1')).toEqual([
      0, 9, 10, 11,
    ]);
  });

  it('names dimensions from 1 where the model does not', () => {
    expect(dimensionName(0, undefined)).toBe('z1');
    expect(dimensionName(1, ['slant'])).toBe('z2');
  });
});

describe('sliderRange', () => {
  it('goes a tenth beyond the data', () => {
    expect(sliderRange(0, HISTOGRAMS, 5)).toEqual([-1, 11]);
  });

  it('is three deviations of a normal prior without data, and where all values are one', () => {
    expect(sliderRange(0, null, 0)).toEqual([-3, 3]);
    expect(sliderRange(2, HISTOGRAMS, 5)).toEqual([-3, 5]);
  });

  it('holds a value beyond the data', () => {
    expect(sliderRange(0, HISTOGRAMS, 50)).toEqual([-1, 50]);
  });
});
