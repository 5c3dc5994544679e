import { expect, test } from 'vitest';
import { Random } from '../../../engine/random/Random.ts';
import { drawHead, HEAD_SIDE, headPlacement } from './drawHead.ts';
import { brainNorm } from './headAnatomy.ts';
import { drawHeadFactors, type HeadFactors } from './headFactors.ts';
import { heads } from './heads.ts';
import { drawLesion, LESION_KINDS } from './lesion.ts';

const usual: HeadFactors = {
  ...drawHeadFactors(new Random('usual head')),
  sliceHeight: 0.2,
  rotationDeg: 0,
  shiftXPx: 0,
  shiftYPx: 0,
  biasX: 0,
  biasY: 0,
  noise: 0,
  ventricleSize: 1,
  sulcusWidth: 1,
};
const drawn = (change: Partial<HeadFactors>): Uint8Array =>
  drawHead({ ...usual, ...change }, null, new Random('same grain'));

/** Pixels of fluid inside the brain, within a part of brain space. */
function fluid(pixels: Uint8Array, head: HeadFactors, within: (x: number, y: number) => boolean): number {
  const place = headPlacement(head);
  return pixels.filter((value, i) => {
    const [x, y] = place.toBrain((i % HEAD_SIDE) + 0.5, Math.floor(i / HEAD_SIDE) + 0.5);
    return value < 70 && brainNorm(x, y) < 0.95 && within(x, y);
  }).length;
}

test('the same seed draws the same bytes', async () => {
  const [first, again] = [await heads.open(), await heads.open()];
  expect(first.draw('samples', 3)).toEqual(again.draw('samples', 3));
  expect(first.draw('samples', 3).pixels).not.toEqual(first.draw('training', 3).pixels);
});

test('wider ventricles and furrows hold more fluid, each in its place', () => {
  const middle = (x: number, y: number): boolean =>
    Math.abs(x) < 0.38 && Math.abs(y) < 0.5 && Math.abs(x) > 0.03;
  const rim = (x: number, y: number): boolean => brainNorm(x, y) > 0.7;
  const measure = (change: Partial<HeadFactors>, where: typeof middle): number =>
    fluid(drawn(change), { ...usual, ...change }, where);
  expect(measure({ ventricleSize: 1.6 }, middle)).toBeGreaterThan(
    1.4 * measure({ ventricleSize: 0.8 }, middle),
  );
  expect(measure({ sulcusWidth: 1.6 }, rim)).toBeGreaterThan(1.2 * measure({ sulcusWidth: 0.8 }, rim));
});

test('the head turns, and is smaller towards its top', () => {
  const brightness = (pixels: Uint8Array): number => pixels.reduce((sum, value) => sum + value, 0);
  expect(brightness(drawn({ sliceHeight: 1 }))).toBeLessThan(0.8 * brightness(drawn({ sliceHeight: 0.3 })));
  const covariance = (pixels: Uint8Array): number => {
    const total = brightness(pixels);
    return pixels.reduce(
      (sum, value, i) =>
        sum + (value / total) * ((i % HEAD_SIDE) - 63.5) * (Math.floor(i / HEAD_SIDE) - 63.5),
      0,
    );
  };
  // A long head turned clockwise leans its top to the right: x falls as y grows.
  expect(covariance(drawn({ rotationDeg: 8 }))).toBeLessThan(covariance(drawn({ rotationDeg: -8 })) - 20);
});

test('every lesion lies within the brain, whole, and shows', () => {
  for (let i = 0; i < 24; i++) {
    const random = new Random(`lesion/${i}`);
    const head = drawHeadFactors(random);
    const kind = LESION_KINDS[i % 3] ?? 'bright';
    const lesion = drawLesion(head, kind, random);
    const place = headPlacement(head);
    for (let turn = 0; turn < 16; turn++) {
      const angle = (turn * Math.PI) / 8;
      const [x, y] = place.toBrain(
        lesion.xPx + lesion.radiusPx * Math.cos(angle),
        lesion.yPx + lesion.radiusPx * Math.sin(angle),
      );
      expect(brainNorm(x, y)).toBeLessThan(1);
    }
    const healthy = drawHead({ ...head, noise: 0 }, null, new Random('grain'));
    const ill = drawHead({ ...head, noise: 0 }, lesion, new Random('grain'));
    let [inside, outside] = [0, 0];
    ill.forEach((value, at) => {
      const distance = Math.hypot(
        (at % HEAD_SIDE) + 0.5 - lesion.xPx,
        Math.floor(at / HEAD_SIDE) + 0.5 - lesion.yPx,
      );
      const change = Math.abs(value - (healthy[at] ?? 0));
      // The outline wavers by up to 24 %, the halo reaches 1.7 times as far as that.
      if (distance > lesion.radiusPx * 1.24 * 1.7 + 1) outside += change;
      else inside += change;
    });
    expect(outside).toBe(0);
    expect(inside).toBeGreaterThan(255);
  }
});

test('training heads are healthy, one sample in four is not, and its columns say where', async () => {
  const drawing = await heads.open();
  const training = Array.from({ length: 12 }, (_, i) => drawing.draw('training', i));
  expect(new Set(training.map(({ label }) => label))).toEqual(new Set(['healthy']));
  const samples = Array.from({ length: 12 }, (_, i) => drawing.draw('samples', i));
  const ill = samples.filter(({ label }) => label === 'lesion');
  expect(ill.map(({ metadata }) => metadata['lesion_kind'])).toEqual(['bright', 'dark', 'ring']);
  for (const { metadata } of ill) {
    expect(Number(metadata['lesion_radius'])).toBeGreaterThan(3);
    expect(Number(metadata['lesion_x'])).toBeGreaterThan(10);
    expect(Number(metadata['lesion_y'])).toBeLessThan(118);
  }
});
