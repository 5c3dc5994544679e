import { expect, test } from 'vitest';
import { blobImages } from '../testing/blobImages.ts';
import { intrinsicDimension } from '../../latents/intrinsicDimension.ts';
import { Random } from '../../random/Random.ts';
import { imageGram } from './imageGram.ts';
import { keptShares } from './keptShares.ts';
import { LATENT_SIZES, proposeLatent } from './proposeLatent.ts';

const SIDE = 16;
async function proposalFor(pixels: Uint8Array, imageCount = pixels.length / SIDE ** 2) {
  const count = pixels.length / SIDE ** 2;
  const gram = await imageGram(pixels, count);
  return proposeLatent(
    { kept: keptShares(gram, count), dimension: intrinsicDimension(gram, count) },
    imageCount,
  );
}

/** Smooth random fields: waves of random phase whose amplitude falls with their frequency, as in photographs. */
function fields(count: number): Uint8Array {
  const random = new Random(9);
  const pixels = new Uint8Array(count * SIDE * SIDE);
  for (let image = 0; image < count; image++) {
    const sums = new Float64Array(SIDE * SIDE);
    for (let fx = 0; fx < SIDE / 2; fx++) {
      for (let fy = -SIDE / 2; fy < SIDE / 2; fy++) {
        const frequency = Math.hypot(fx, fy);
        if (frequency === 0) continue;
        const amplitude = (40 * random.normal()) / frequency;
        const phase = 2 * Math.PI * random.uniform();
        for (let i = 0; i < sums.length; i++) {
          const angle = (2 * Math.PI * (fx * (i % SIDE) + fy * Math.floor(i / SIDE))) / SIDE;
          sums[i]! += amplitude * Math.cos(angle + phase);
        }
      }
    }
    pixels.set(
      Uint8ClampedArray.from(sums, (value) => 128 + value),
      image * SIDE * SIDE,
    );
  }
  return pixels;
}

const noise = (count: number) => {
  const random = new Random(2);
  return Uint8Array.from({ length: count * SIDE * SIDE }, () => random.below(256));
};

test('discs of three numbers each want few, and their surface is said', async () => {
  const { value, reason } = await proposalFor(blobImages(400, SIDE));
  expect(value).toBeGreaterThanOrEqual(3);
  expect(value).toBeLessThanOrEqual(12);
  expect(reason).toMatch(
    /^\d+ numbers keep \d\d % of what differs .*, which lie near a surface of about [234] dimensions\.$/,
  );
});

test('fields like photographs want many, in proportion to how many images there are', async () => {
  const { value } = await proposalFor(fields(300), 5000);
  expect(value).toBeGreaterThanOrEqual(16);
  expect(await proposalFor(fields(300), 200)).toEqual({
    value: 16,
    reason: expect.stringMatching(/200 images fill no more\.$/),
  });
});

test('noise has nothing in common, and no share is promised', async () => {
  const { value, reason } = await proposalFor(noise(200), 5000);
  expect(value).toBe(16);
  expect(reason).toContain('little in common');
});

test.each([
  [2, 1],
  [3, 1],
  [6, 2],
  [9, 3],
])('%i images can fill %i, and are too few to say more', async (count, latent) => {
  const { value, reason } = await proposalFor(blobImages(count, SIDE));
  expect(value).toBe(latent);
  expect(reason).toContain(`${count} images fill no more than`);
});

test('never more than a third of the images, always a round size', async () => {
  for (const count of [10, 11, 24, 50, 100, 1000, 100_000]) {
    const { value } = proposeLatent({ kept: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], dimension: 90 }, count);
    expect(value).toBeLessThanOrEqual(count / 3);
    expect(LATENT_SIZES).toContain(value);
  }
});

test('images of one colour say nothing', async () => {
  expect((await proposalFor(new Uint8Array(60 * SIDE * SIDE).fill(9))).value).toBeLessThanOrEqual(16);
});
