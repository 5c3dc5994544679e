import { expect, test } from 'vitest';
import { enlarged, gridLayout, usualColumns } from './gridLayout.ts';

const CELL = { width: 64, height: 48 };

test('one image is the picture', () => {
  const { size, cells } = gridLayout({ count: 1, cell: CELL, columns: 4, gap: 8, nameHeight: 0 });
  expect(size).toEqual(CELL);
  expect(cells).toEqual([{ x: 0, y: 0, ...CELL }]);
});

test('a strip has its images side by side, with the gap around', () => {
  const { size, cells } = gridLayout({ count: 3, cell: CELL, columns: 3, gap: 8, nameHeight: 0 });
  expect(size).toEqual({ width: 3 * 64 + 4 * 8, height: 48 + 2 * 8 });
  expect(cells.map(({ x, y }) => [x, y])).toEqual([
    [8, 8],
    [80, 8],
    [152, 8],
  ]);
});

test.each([
  [5, 2, 0, 0],
  [7, 3, 4, 20],
  [12, 5, 10, 14],
  [2, 9, 3, 0],
])('%d images in %d columns lie within the picture, apart by the gap', (count, columns, gap, nameHeight) => {
  const { size, cells } = gridLayout({ count, cell: CELL, columns, gap, nameHeight });
  expect(cells).toHaveLength(count);
  cells.forEach((a, at) => {
    expect(Math.min(a.x, a.y)).toBeGreaterThanOrEqual(gap);
    expect(a.x + a.width + gap).toBeLessThanOrEqual(size.width);
    expect(a.y + a.height + nameHeight + gap).toBeLessThanOrEqual(size.height);
    for (const b of cells.slice(at + 1)) {
      const apartX = Math.abs(a.x - b.x) >= CELL.width + gap;
      const apartY = Math.abs(a.y - b.y) >= CELL.height + nameHeight + gap;
      expect(apartX || apartY).toBe(true);
    }
  });
});

test('few images are a strip, many a square', () => {
  expect([1, 3, 6, 7, 100].map(usualColumns)).toEqual([1, 3, 6, 3, 10]);
});

test('an image is enlarged in its own shape', () => {
  expect(enlarged(CELL, 512)).toEqual({ width: 512, height: 384 });
  expect(enlarged({ width: 28, height: 28 }, 512)).toEqual({ width: 512, height: 512 });
  expect(enlarged({ width: 1000, height: 1 }, 100)).toEqual({ width: 100, height: 1 });
});
