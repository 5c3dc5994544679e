import { describe, expect, it } from 'vitest';
import { histogramPath } from './histogramPath.ts';

describe('histogramPath', () => {
  it('draws steps from the base, the highest bin to the top', () => {
    expect(histogramPath([1, 4, 2], 30, 8)).toBe('M0 8V6H10V0H20V4H30V8Z');
  });

  it('draws nothing for no counts', () => {
    expect(histogramPath([0, 0], 30, 8)).toBe('');
    expect(histogramPath([], 30, 8)).toBe('');
  });
});
