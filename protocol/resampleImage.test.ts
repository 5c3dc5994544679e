import { describe, expect, test } from 'vitest';
import golden from './fixtures/resample.json' with { type: 'json' };
import { resampleImage, type Filter } from './resampleImage.ts';

const rgbaOf = (rgb: readonly number[]): Uint8ClampedArray<ArrayBuffer> =>
  Uint8ClampedArray.from({ length: (rgb.length / 3) * 4 }, (_, at) =>
    at % 4 === 3 ? 255 : rgb[Math.floor(at / 4) * 3 + (at % 4)]!,
  );

describe('resampling', () => {
  const image = { width: golden.width, height: golden.height, rgba: rgbaOf(golden.rgb) };

  test.each(golden.resampled)('$filter to $width × $height is what Pillow makes', (expected) => {
    const got = resampleImage(image, expected.width, expected.height, expected.filter as Filter);
    expect(got).toHaveLength((expected.rgb.length / 3) * 4);
    expected.rgb.forEach((value, at) => {
      const byte = got[Math.floor(at / 3) * 4 + (at % 3)]!;
      expect(Math.abs(byte - value)).toBeLessThan(0.51);
    });
  });

  test('by a whole multiple, nearest repeats each pixel', () => {
    const got = resampleImage(image, golden.width * 3, golden.height * 3, 'nearest');
    for (let y = 0; y < golden.height * 3; y++) {
      for (let x = 0; x < golden.width * 3; x++) {
        const from = (Math.floor(y / 3) * golden.width + Math.floor(x / 3)) * 4;
        const at = (y * golden.width * 3 + x) * 4;
        expect(got.subarray(at, at + 4)).toEqual(image.rgba.subarray(from, from + 4));
      }
    }
  });

  test.each(['bilinear', 'lanczos'] as const)('%s keeps one colour as it is', (filter) => {
    const even = { width: 3, height: 2, rgba: new Uint8ClampedArray(24).fill(200) };
    const got = resampleImage(even, 31, 7, filter);
    expect(new Set(got)).toEqual(new Set([200]));
  });

  test('what is transparent does not bleed its colour', () => {
    const rgba = Uint8ClampedArray.from([255, 0, 0, 0, 0, 0, 255, 255]);
    const got = resampleImage({ width: 2, height: 1, rgba }, 8, 1, 'bilinear');
    for (let at = 0; at < got.length; at += 4) expect(got[at]).toBe(0);
    expect(got[3]).toBe(0);
    expect(got[31]).toBe(255);
  });

  test('bytes that begin anywhere are read from there', () => {
    const shifted = new Uint8ClampedArray(image.rgba.length + 1);
    shifted.set(image.rgba, 1);
    const same = { ...image, rgba: shifted.subarray(1) };
    expect(resampleImage(same, 12, 10, 'nearest')).toEqual(resampleImage(image, 12, 10, 'nearest'));
  });
});
