import { describe, expect, test } from 'vitest';
import { NO_CODE, type ColumnValues } from '../../protocol/columns.ts';
import { columnSlots } from './columnSlots.ts';
import { numberScale } from './numberScale.ts';
import { RAMP_STEPS, rampColors } from './rampColors.ts';

const numbers = (...values: number[]): ColumnValues & { type: 'number' } => ({
  type: 'number',
  values: Float64Array.from(values),
});

/** WCAG relative luminance. */
function luminance(css: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(css.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('the ramp', () => {
  test.each(['dark', 'light'] as const)(
    'on a %s page is ordered by lightness and stands out from it',
    (theme) => {
      const ramp = rampColors(theme).map(luminance);
      expect(ramp).toHaveLength(RAMP_STEPS);
      ramp.forEach((value, step) => step > 0 && expect(value).toBeGreaterThanOrEqual(ramp[step - 1]! - 1e-3));
      const page = luminance(theme === 'dark' ? '#0d0f12' : '#f4f5f7');
      for (const value of ramp) {
        const contrast = (Math.max(value, page) + 0.05) / (Math.min(value, page) + 0.05);
        expect(contrast).toBeGreaterThan(1.4);
      }
    },
  );
});

describe('the scale of numbers', () => {
  test('reaches from the first to the ninety-ninth percentile, whatever lies beyond', () => {
    const values = Float64Array.from({ length: 1001 }, (_, i) => i);
    expect(numberScale(values)).toEqual({ min: 10, max: 990 });
    values[1000] = 1e9;
    expect(numberScale(values)).toEqual({ min: 10, max: 990 });
  });

  test('is found among few values that are there, and is none where there is none', () => {
    const values = new Float64Array(100_000).fill(NaN);
    expect(numberScale(values)).toBeNull();
    values[17] = 4;
    expect(numberScale(values)).toEqual({ min: 4, max: 4 });
  });
});

describe('slots', () => {
  test('of numbers are steps of the ramp, none for missing ones', () => {
    const slots = columnSlots(numbers(0, 5, 10, -3, 99, NaN), { min: 0, max: 10 });
    expect([...slots]).toEqual([0, 128, 255, 0, 255, NO_CODE]);
  });

  test('of equal numbers are in the middle', () => {
    expect([...columnSlots(numbers(4, 4, NaN), { min: 4, max: 4 })]).toEqual([128, 128, NO_CODE]);
  });

  test('of categories are their codes, of texts none', () => {
    const codes = Uint16Array.from([2, 0, NO_CODE]);
    expect(columnSlots({ type: 'category', values: codes }, null)).toBe(codes);
    expect([...columnSlots({ type: 'text', values: ['a', ''] }, null)]).toEqual([NO_CODE, NO_CODE]);
  });
});
