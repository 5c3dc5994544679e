import { expect, test } from 'vitest';
import { fillOutline, type Affine, type OutlineCommand } from './fillOutline.ts';

const IDENTITY: Affine = [1, 0, 0, 1, 0, 0];
const ink = (pixels: Uint8Array): number => pixels.reduce((sum, value) => sum + value / 255, 0);

function rectangle(left: number, top: number, right: number, bottom: number): OutlineCommand[] {
  return [
    { type: 'M', x: left, y: top },
    { type: 'L', x: right, y: top },
    { type: 'L', x: right, y: bottom },
    { type: 'L', x: left, y: bottom },
    { type: 'Z' },
  ];
}

test('a rectangle covers exactly its pixels, with its share of those it cuts', () => {
  const pixels = fillOutline(rectangle(1.25, 1, 4, 2.5), IDENTITY, 6, 4);
  const expected = [0, 0, 0, 0, 0, 0, 0, 191, 255, 255, 0, 0, 0, 96, 128, 128, 0, 0, 0, 0, 0, 0, 0, 0];
  expect([...pixels]).toEqual(expected);
});

test('a contour the other way round is a hole; the same way round it is not', () => {
  const outer = rectangle(1, 1, 9, 9);
  const inner = rectangle(3, 3, 7, 7);
  const reversed: OutlineCommand[] = [
    { type: 'M', x: 3, y: 3 },
    { type: 'L', x: 3, y: 7 },
    { type: 'L', x: 7, y: 7 },
    { type: 'L', x: 7, y: 3 },
    { type: 'Z' },
  ];
  expect(ink(fillOutline([...outer, ...reversed], IDENTITY, 10, 10))).toBeCloseTo(64 - 16, 3);
  expect(ink(fillOutline([...outer, ...inner], IDENTITY, 10, 10))).toBeCloseTo(64, 3);
});

test('a circle of cubic curves has the area of a circle, sheared or not', () => {
  const k = 0.5522847498 * 10;
  const circle: OutlineCommand[] = [
    { type: 'M', x: 10, y: 0 },
    { type: 'C', x1: 10, y1: k, x2: k, y2: 10, x: 0, y: 10 },
    { type: 'C', x1: -k, y1: 10, x2: -10, y2: k, x: -10, y: 0 },
    { type: 'C', x1: -10, y1: -k, x2: -k, y2: -10, x: 0, y: -10 },
    { type: 'C', x1: k, y1: -10, x2: 10, y2: -k, x: 10, y: 0 },
    { type: 'Z' },
  ];
  for (const shear of [0, 0.3]) {
    const area = ink(fillOutline(circle, [1, 0, shear, 1, 16, 16], 32, 32));
    expect(Math.abs(area / (Math.PI * 100) - 1)).toBeLessThan(0.01);
  }
});
