import { describe, expect, test } from 'vitest';
import { gradientOf, paintDifference } from './differenceColors.ts';
import { autoGain, imageDifference, psnrOf } from './imageDifference.ts';
import { cosineOf, latentDifference } from './latentDifference.ts';

const rgba = (...pixels: [number, number, number][]) =>
  Uint8ClampedArray.from(pixels.flatMap((pixel) => [...pixel, 255]));
const grey = (...values: number[]) =>
  rgba(...values.map((value): [number, number, number] => [value, value, value]));

describe('the difference of two images', () => {
  test('has a sign and a size for each pixel, in grey values from 0 to 1', () => {
    const found = imageDifference(grey(0, 255, 51, 100), grey(255, 0, 102, 100), 2, 2);
    expect([...found.signed].map((value) => Number(value.toFixed(6)))).toEqual([1, -1, 0.2, 0]);
    expect([...found.absolute]).toEqual([1, 1, 0.2, 0]);
    expect(found.mse).toBeCloseTo((1 + 1 + 0.04) / 4, 12);
  });

  test('of colours that cancel out has a size all the same', () => {
    const { signed, absolute, mse } = imageDifference(rgba([255, 0, 0]), rgba([0, 255, 0]), 1, 1);
    expect(signed[0]).toBe(0);
    expect(absolute[0]).toBeCloseTo(2 / 3, 12);
    expect(mse).toBeCloseTo(2 / 3, 12);
  });

  test('of images that do not fit their size is refused with the numbers', () => {
    expect(() => imageDifference(grey(1), grey(1, 2), 2, 1)).toThrow(
      /two images of 2×1 as RGBA, 8 bytes each; got 4 and 8/,
    );
  });

  test('has its PSNR on the decibel scale, infinite for equal images', () => {
    expect(psnrOf(0.01)).toBeCloseTo(20, 12);
    expect(psnrOf(0)).toBe(Infinity);
  });
});

describe('the gain by itself', () => {
  const ofValues = (...values: number[]) => autoGain({ absolute: Float64Array.from(values) });

  test('is the largest that keeps ninety-nine of a hundred pixels within the scale', () => {
    expect(ofValues(0.1, 0.02)).toBe(8);
    expect(ofValues(1, 0.5)).toBe(1);
    expect(ofValues(0.001)).toBe(32);
    const few = new Array<number>(1000).fill(0.04);
    expect(ofValues(...few, 0.9)).toBe(24);
  });

  test('is 1 where nothing differs, and heeds a single pixel that does', () => {
    expect(ofValues(0, 0)).toBe(1);
    expect(ofValues(...new Array<number>(1000).fill(0), 0.25)).toBe(4);
  });
});

describe('the colours of a difference', () => {
  const difference = imageDifference(grey(100, 100, 100), grey(100, 151, 49), 3, 1);

  test('grey is proportional, and ends where the gain ends it', () => {
    const look = { isSigned: false, map: 'grey', theme: 'dark' } as const;
    expect([...paintDifference(difference, look, 1)].filter((_, at) => at % 4 === 0)).toEqual([0, 51, 51]);
    expect([...paintDifference(difference, look, 8)].filter((_, at) => at % 4 === 0)).toEqual([0, 255, 255]);
    expect(paintDifference(difference, look, 8)[3]).toBe(255);
  });

  test.each(['dark', 'light'] as const)(
    'signed ones on a %s page have zero in the middle, red above and blue below it',
    (theme) => {
      const look = { isSigned: true, map: 'colours', theme } as const;
      const [zero, above, below] = [0, 4, 8].map((at) =>
        paintDifference(difference, look, 4).subarray(at, at + 3),
      );
      expect([...zero!]).toEqual(theme === 'dark' ? [0x11, 0x0b, 0x09] : [0xf7, 0xf7, 0xf7]);
      expect(above![0]! - above![2]!).toBeGreaterThan(20);
      expect(below![2]! - below![0]!).toBeGreaterThan(20);
    },
  );

  test('absolute ones run through viridis from its dark end to its bright one', () => {
    const look = { isSigned: false, map: 'colours', theme: 'dark' } as const;
    expect([...paintDifference(difference, look, 1).subarray(0, 3)]).toEqual([0x44, 0x01, 0x54]);
    expect([...paintDifference(difference, look, 32).subarray(4, 7)]).toEqual([0xfd, 0xe7, 0x25]);
    expect(gradientOf(look)).toMatch(/^linear-gradient\(to right, rgb\(68 1 84\), .*rgb\(253 231 37\)\)$/);
  });
});

describe('the difference of two z', () => {
  const a = Float32Array.of(1, 2, 3);
  const b = Float32Array.of(1.5, 0, 3);

  test('comes in order of size, in standard deviations where they are known', () => {
    const order = (std: number[] | null) => latentDifference(a, b, std, 'largest').map(({ d }) => d);
    expect(order(null)).toEqual([1, 0, 2]);
    expect(order([0.1, 2, 1])).toEqual([0, 1, 2]);
    expect(order([0, 2, 1])).toEqual([1, 0, 2]);
    expect(latentDifference(a, b, [0.1, 2, 0], 'index').map(({ deviations }) => deviations)).toEqual([
      5,
      -1,
      null,
    ]);
  });

  test('has an angle, where both have a direction', () => {
    expect(cosineOf([1, 0], [0, 2])).toBe(0);
    expect(cosineOf([1, 1], [3, 3])).toBeCloseTo(1, 12);
    expect(cosineOf([0, 0], [3, 3])).toBeNull();
  });
});
