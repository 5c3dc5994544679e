import { expect, test } from 'vitest';
import { cameraWords } from './cameraWords.ts';
import { errorPath } from './errorPath.ts';
import { isDarkGround, meanLuma } from './isDarkGround.ts';
import { brushWidth } from './Mark.ts';
import { placePicture } from './placePicture.ts';
import { spreadRows } from './spreadRows.ts';

test('a pen’s pressure widens the brush, a mouse’s and a finger’s do not', () => {
  expect(brushWidth(4, { pointerType: 'mouse', pressure: 0.5 })).toBe(4);
  expect(brushWidth(4, { pointerType: 'touch', pressure: 1 })).toBe(4);
  expect(brushWidth(4, { pointerType: 'pen', pressure: 0.5 })).toBe(4);
  expect(brushWidth(4, { pointerType: 'pen', pressure: 1 })).toBe(8);
  // A pen that tells none, and one that hardly touches.
  expect(brushWidth(4, { pointerType: 'pen', pressure: 0 })).toBe(4);
  expect(brushWidth(4, { pointerType: 'pen', pressure: 0.001 })).toBeCloseTo(0.8, 9);
});

test('a picture lies on the paper as images are fitted', () => {
  const paper = { width: 200, height: 100 };
  const picture = { width: 50, height: 50 };
  expect(placePicture(picture, paper, 'cover')).toEqual({ x: 0, y: -50, width: 200, height: 200 });
  expect(placePicture(picture, paper, 'contain')).toEqual({ x: 50, y: 0, width: 100, height: 100 });
  expect(placePicture(picture, paper, 'stretch')).toEqual({ x: 0, y: 0, width: 200, height: 100 });
});

test('the ground is what images of the collection are on the whole, transparent pixels left out', async () => {
  const tile = (value: number, alpha = 255) =>
    Uint8ClampedArray.from({ length: 16 }, (_, i) => (i % 4 === 3 ? alpha : value));
  expect(meanLuma(tile(40))).toBeCloseTo(40, 9);
  expect(meanLuma([255, 0, 0, 255, 9, 9, 9, 0])).toBeCloseTo(76.245, 9);
  const tilesOf = (values: number[]) => ({ get: async (row: number) => tile(values[row]!) });
  expect(await isDarkGround(tilesOf([0, 20, 250]), 3)).toBe(true);
  expect(await isDarkGround(tilesOf([250, 20, 250]), 3)).toBe(false);
  expect(await isDarkGround({ get: async () => tile(255, 0) }, 2)).toBe(true);
});

test('rows are spread over all', () => {
  expect(spreadRows(3, 64)).toEqual([0, 1, 2]);
  expect(spreadRows(100, 4)).toEqual([12, 37, 62, 87]);
  expect(spreadRows(0, 4)).toEqual([]);
});

test('errors that fall tenfold each are a straight line down', () => {
  expect(errorPath([1, 0.1, 0.01], 100, 12)).toBe('M0.0 1.0L50.0 6.0L100.0 11.0');
  expect(errorPath([1], 100, 12)).toBe('');
  expect(errorPath([0.5, 0], 100, 12)).toBe('M0.0 1.0L100.0 11.0');
});

test.each([
  ['NotAllowedError', /not allowed/],
  ['NotFoundError', /No camera was found/],
  ['NotReadableError', /in use by another program/],
  ['AbortError', /could not be used: broken/],
])('why the camera gives nothing is said in words: %s', (name, words) => {
  expect(cameraWords(Object.assign(new Error('broken'), { name }))).toMatch(words);
});
