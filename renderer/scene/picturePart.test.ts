import { expect, test } from 'vitest';
import { divideByAlpha } from './picturePart.ts';

test('colours that were blended over nothing become those of an image file', () => {
  const rgba = Uint8ClampedArray.from([0, 0, 0, 0, 100, 50, 25, 255, 64, 32, 0, 128]);
  divideByAlpha(rgba);
  expect([...rgba]).toEqual([0, 0, 0, 0, 100, 50, 25, 255, 128, 64, 0, 128]);
});
