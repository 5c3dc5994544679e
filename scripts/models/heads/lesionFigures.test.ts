import { expect, test } from 'vitest';
import type { ReconstructedImage } from '../BundledSource.ts';
import { lesionFigures } from './lesionFigures.ts';

const SIDE = 32;

/** A grey picture, with a bright disc at (x, y) unless radius is 0; reconstructed as all grey. */
function example(label: string, x: number, y: number, radius: number, light: number): ReconstructedImage {
  const pixels = new Uint8Array(SIDE * SIDE).map((_, i) =>
    Math.hypot((i % SIDE) + 0.5 - x, Math.floor(i / SIDE) + 0.5 - y) < radius ? light : 100,
  );
  const metadata = { lesion_x: String(x), lesion_y: String(y), lesion_radius: String(radius) };
  return {
    image: { pixels, label, metadata, factors: [] },
    reconstruction: new Uint8Array(SIDE * SIDE).fill(100),
  };
}

test('lesions that the reconstruction leaves out are found, and told from healthy images', () => {
  const samples = [
    example('lesion', 10, 12, 4, 250),
    example('lesion', 20, 22, 5, 10),
    example('healthy', 5, 5, 2, 130),
    example('healthy', 0, 0, 0, 0),
  ];
  expect(lesionFigures(samples)).toEqual({ 'lesions found': 1, 'lesion AUROC': 1 });
});

test('a difference elsewhere is no find, and a healthy image that differs more costs half of the comparisons', () => {
  const astray = example('lesion', 10, 12, 4, 150);
  astray.image.metadata['lesion_x'] = '25';
  const samples = [astray, example('healthy', 16, 16, 6, 250), example('healthy', 16, 16, 0, 0)];
  expect(lesionFigures(samples)).toEqual({ 'lesions found': 0, 'lesion AUROC': 0.5 });
});
