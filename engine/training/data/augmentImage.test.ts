import { expect, test } from 'vitest';
import { augmentImage, drawChange, isAugmenting, NO_AUGMENTATION, type ImageChange } from './augmentImage.ts';
import { Random } from '../../random/Random.ts';

const NO_CHANGE: ImageChange = { shiftX: 0, shiftY: 0, flip: false, angleRad: 0, brightness: 0 };
// prettier-ignore
const image = Uint8Array.from([
  1, 2, 3,
  4, 5, 6,
  7, 8, 9,
]);

function changed(
  change: Partial<ImageChange>,
  source = image,
  width = 3,
  height = 3,
  channels = 1,
): number[] {
  const target = new Uint8Array(source.length);
  augmentImage(source, target, width, height, channels, { ...NO_CHANGE, ...change });
  return [...target];
}

test('no change is a copy', () => {
  expect(changed({})).toEqual([...image]);
  expect(isAugmenting(NO_AUGMENTATION)).toBe(false);
});

test('a shift repeats the border', () => {
  expect(changed({ shiftX: 1 })).toEqual([1, 1, 2, 4, 4, 5, 7, 7, 8]);
  expect(changed({ shiftY: -1 })).toEqual([4, 5, 6, 7, 8, 9, 7, 8, 9]);
});

test('a flip mirrors left to right, colour pixels whole', () => {
  expect(changed({ flip: true })).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7]);
  const two = Uint8Array.from([1, 2, 3, 4, 5, 6]);
  expect(changed({ flip: true }, two, 2, 1, 3)).toEqual([4, 5, 6, 1, 2, 3]);
});

test('a quarter turn is clockwise and exact', () => {
  expect(changed({ angleRad: Math.PI / 2 })).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
});

test('a rotated and shifted image is the shifted rotated one', () => {
  const rotated = Uint8Array.from(changed({ angleRad: Math.PI / 2, flip: true }));
  expect(changed({ angleRad: Math.PI / 2, flip: true, shiftX: 1 })).toEqual(changed({ shiftX: 1 }, rotated));
});

test('a turn between pixels mixes neighbours', () => {
  const ramp = Uint8Array.from({ length: 81 }, (_, i) => 20 * (i % 9));
  const turned = changed({ angleRad: Math.PI / 6 }, ramp, 9, 9);
  // On a ramp the mixture is the ramp's own value there: column 4 + cos 30° · (x − 4) in the middle row.
  for (let x = 2; x <= 6; x++)
    expect(turned[4 * 9 + x]).toBe(Math.round(20 * (4 + Math.cos(Math.PI / 6) * (x - 4))));
});

test('brightness stays within black and white', () => {
  expect(changed({ brightness: -5 })).toEqual([0, 0, 0, 0, 0, 1, 2, 3, 4]);
  expect(changed({ brightness: 250 })).toEqual([251, 252, 253, 254, 255, 255, 255, 255, 255]);
});

test('drawn changes stay within their largest, and the seed decides', () => {
  const options = { gentle: 'off' as const, shift: 0.1, flip: true, rotateDeg: 10, brightness: 0.2 };
  const changes = Array.from({ length: 500 }, (_, i) => drawChange(options, 40, 20, new Random(i)));
  const largest = (pick: (change: ImageChange) => number) =>
    Math.max(...changes.map((c) => Math.abs(pick(c))));
  expect(largest((c) => c.shiftX)).toBe(4);
  expect(largest((c) => c.shiftY)).toBe(2);
  expect(largest((c) => c.angleRad)).toBeLessThanOrEqual((10 * Math.PI) / 180);
  expect(largest((c) => c.angleRad)).toBeGreaterThan((9 * Math.PI) / 180);
  expect(largest((c) => c.brightness)).toBe(51);
  expect(changes.filter((c) => c.flip).length).toBeGreaterThan(200);
  expect(drawChange(options, 40, 20, new Random(9))).toEqual(changes[9]);
});
