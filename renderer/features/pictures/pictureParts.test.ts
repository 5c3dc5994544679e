import { expect, test } from 'vitest';
import { pictureParts } from './pictureParts.ts';
import { whyNotSize } from './pictureSize.ts';

test.each([
  [400, 250, 204],
  [204, 204, 204],
  [2049, 1, 2048],
  [100, 77, 9],
])('%d × %d is covered once by parts of at most %d', (width, height, most) => {
  const times = new Uint8Array(width * height);
  for (const part of pictureParts({ width, height }, most)) {
    expect(Math.max(part.width, part.height)).toBeLessThanOrEqual(most);
    expect(Math.min(part.width, part.height)).toBeGreaterThan(0);
    for (let y = part.y; y < part.y + part.height; y++) {
      const row = times.subarray(y * width + part.x, y * width + part.x + part.width);
      row.forEach((count, at) => (row[at] = count + 1));
    }
  }
  expect(times.every((count) => count === 1)).toBe(true);
});

test('what fits at once is one part', () => {
  expect(pictureParts({ width: 1920, height: 1080 }, 2048)).toEqual([
    { x: 0, y: 0, width: 1920, height: 1080 },
  ]);
});

test.each([
  [{ width: 1920, height: 1080 }, null],
  [
    { width: 20_000, height: 10 },
    'Expected sides of 1 to 16,384 whole pixels, got 20,000 × 10. Choose another size.',
  ],
  [
    { width: NaN, height: 10 },
    'Expected sides of 1 to 16,384 whole pixels, got nothing × 10. Choose another size.',
  ],
  [
    { width: 1.5, height: 10 },
    'Expected sides of 1 to 16,384 whole pixels, got 1.5 × 10. Choose another size.',
  ],
  [
    { width: 16_384, height: 16_384 },
    'Expected at most 100 million pixels, got 269 million. Choose a smaller size.',
  ],
])('%o can be made, or it is said why not', (size, words) => expect(whyNotSize(size)).toBe(words));
