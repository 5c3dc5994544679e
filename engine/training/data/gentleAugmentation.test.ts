import { expect, test } from 'vitest';
import { Random } from '../../random/Random.ts';
import { fitPixelPca } from '../pca/PixelPca.ts';
import { NO_AUGMENTATION } from './augmentImage.ts';
import { gentleAugmentation } from './gentleAugmentation.ts';
import type { Dataset } from './loadDataset.ts';

const SIDE = 12;
const COUNT = 700;

/** Blots of random brightness on the left half, or on either. */
function blots(sides: 'left' | 'both'): Dataset {
  const random = new Random(2);
  const pixels = new Uint8Array(COUNT * SIDE * SIDE);
  for (let image = 0; image < COUNT; image++) {
    const column = sides === 'left' || image % 2 === 0 ? random.below(5) : SIDE - 1 - random.below(5);
    const row = random.below(SIDE);
    for (let x = 0; x < SIDE; x++)
      for (let y = 0; y < SIDE; y++)
        pixels[(image * SIDE + y) * SIDE + x] = 250 * Math.exp(-((x - column) ** 2 + (y - row) ** 2) / 6);
  }
  return {
    pixels,
    count: COUNT,
    width: SIDE,
    height: SIDE,
    channels: 1,
    sources: [],
    unreadable: [],
    leftOut: 0,
  };
}

const AUTO = { ...NO_AUGMENTATION, gentle: 'auto' } as const;
const rows = (from: number, to: number) => Uint32Array.from({ length: to - from }, (_, i) => from + i);
const SPLIT = { training: rows(0, 500), measured: rows(500, COUNT) };

test.each([
  ['left', false],
  ['both', true],
] as const)('blots on %s: mirrored %s, shifted a little', async (sides, flip) => {
  const dataset = blots(sides);
  const pca = await fitPixelPca(dataset.pixels, SIDE * SIDE, rows(0, 500), 8);
  const chosen = await gentleAugmentation(AUTO, dataset, SPLIT, pca);
  expect(chosen).toMatchObject({ flip, rotateDeg: 0, brightness: 0 });
  expect(chosen.shift).toBeGreaterThan(0);
});

test('what a person asked for stays, and off is off', async () => {
  const dataset = blots('left');
  const pca = await fitPixelPca(dataset.pixels, SIDE * SIDE, rows(0, 500), 8);
  expect(await gentleAugmentation({ ...AUTO, shift: 0.3, flip: true }, dataset, SPLIT, pca)).toMatchObject({
    shift: 0.3,
    flip: true,
  });
  expect(await gentleAugmentation(NO_AUGMENTATION, dataset, SPLIT, pca)).toEqual(NO_AUGMENTATION);
});

test('few images are shifted further than many', async () => {
  const dataset = blots('left');
  const pca = await fitPixelPca(dataset.pixels, SIDE * SIDE, SPLIT.training, 8);
  const shiftOf = async (count: number) =>
    (await gentleAugmentation(AUTO, dataset, { ...SPLIT, training: new Uint32Array(count) }, pca)).shift;
  expect(await shiftOf(500)).toBeGreaterThan(await shiftOf(5000));
});
