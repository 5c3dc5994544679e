import { expect, test } from 'vitest';
import { canvasOf, cutText, drawText, textWidth } from './drawText.ts';
import { glyphOf } from './pixelFont.ts';
import { traversalPicture, traversalPlaces } from './traversalPicture.ts';

test('every printable character of ASCII has a glyph of its own, 5×9', () => {
  const seen = new Set<string>();
  for (let code = 33; code < 127; code++) {
    const rows = glyphOf(String.fromCharCode(code));
    expect(rows).toHaveLength(9);
    for (const row of rows ?? []) expect(row).toMatch(/^[.#]{5}$/);
    seen.add(rows!.join());
  }
  expect(seen.size).toBe(94);
  expect(glyphOf(' ')).toBeNull();
  expect(glyphOf('é')).toEqual(glyphOf('e'));
  expect(glyphOf('猫')).toEqual(glyphOf('?'));
});

test('text is drawn at its scale, clipped to the picture', () => {
  const canvas = canvasOf(14, 18, '#000000');
  drawText(canvas, 'l', { left: 2, top: 0, scale: 2, colour: '#0a0b0c' });
  const at = (x: number, y: number) => Array.from(canvas.rgba.subarray((y * 14 + x) * 4, (y * 14 + x) * 4 + 4)); // prettier-ignore
  // The letter's first row is .##..
  for (const [x, y] of [[4, 0], [5, 1], [6, 0], [7, 1]]) expect(at(x!, y!)).toEqual([10, 11, 12, 255]); // prettier-ignore
  for (const [x, y] of [[3, 0], [8, 0]]) expect(at(x!, y!)).toEqual([0, 0, 0, 255]); // prettier-ignore
  drawText(canvas, 'WWWWW', { left: -7, top: -3, scale: 3, colour: '#ffffff' });
  expect(canvas.rgba).toHaveLength(14 * 18 * 4);
  expect(textWidth('ab', 2)).toBe(22);
  expect(textWidth('', 2)).toBe(0);
  expect(cutText('slice height', 6)).toBe('slice…');
  expect(cutText('slice', 5)).toBe('slice');
});

const imageOf = (value: number, width: number, height: number) =>
  new Uint8Array(width * height * 4).fill(value);

test.each([
  [8, 8],
  [28, 28],
  [3, 40],
  [128, 128],
])('images of %i×%i keep their pixels where the places say', (imageWidth, imageHeight) => {
  const parts = { names: ['slant', 'a name that is far too long to show'], headings: ['-1', '0', '+1'], imageWidth, imageHeight }; // prettier-ignore
  const images = new Uint8Array(6 * imageWidth * imageHeight * 4);
  for (let i = 0; i < 6; i++) images.set(imageOf(40 * (i + 1), imageWidth, imageHeight), i * imageWidth * imageHeight * 4); // prettier-ignore
  const { rgba, width, height } = traversalPicture(images, parts);
  const { left, top, stepX, stepY } = traversalPlaces(parts);
  expect(rgba).toHaveLength(width * height * 4);
  for (let i = 0; i < 6; i++) {
    const [x0, y0] = [left + (i % 3) * stepX, top + Math.floor(i / 3) * stepY];
    for (let y = 0; y < imageHeight; y++) {
      const from = ((y0 + y) * width + x0) * 4;
      expect(rgba.subarray(from, from + imageWidth * 4)).toEqual(imageOf(40 * (i + 1), imageWidth, 1));
    }
  }
  // A name stands at the left.
  const leftmost = Array.from({ length: height }, (_, y) => rgba.subarray(y * width * 4, (y * width + left) * 4)); // prettier-ignore
  expect(leftmost.some((line) => line.includes(0xe6))).toBe(true);
});
