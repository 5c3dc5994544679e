import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { imageQuality } from '../analysis/quality.ts';
import { makeOpenModel, openDecodedByHand, openEncodedByHand } from '../workspace/testing/makeOpenModel.ts';
import { makeTestImages, testImage } from '../workspace/testing/makeTestImages.ts';
import { makeTestModel } from '../workspace/testing/makeTestModel.ts';
import { hourglassIn } from './testing/hourglassIn.ts';

// Each command is a process of its own, and the first that opens a model tries it in another.
vi.setConfig({ testTimeout: 120_000 });

const [W, H, COUNT] = [96, 64, 6];
const D = (3 * W * H) / 64;
const cpu = ['--provider', 'cpu'];
let root: string;
let hourglass: ReturnType<typeof hourglassIn>;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hourglass-open-size-'));
  hourglass = hourglassIn(root);
  await makeOpenModel(join(root, 'open'));
  await makeTestModel(join(root, 'fixed'));
  await makeTestImages(join(root, 'images'), { count: COUNT, side: W, height: H, labels: ['a'] });
});
afterAll(() => rm(root, { recursive: true, force: true }));

const CHOSEN =
  '"open" takes images of any multiple of 8: 96×64 was chosen, the commonest of the images (6 of 6 looked at). Choose another with --size WxH.\n';

test('images that are not square are encoded and decoded at their own shape, which is said', async () => {
  const encoded = await hourglass('encode', 'open', 'images', '--out', 'z.csv', '--json', ...cpu);
  expect(encoded).toMatchObject({ code: 0, stderr: CHOSEN });
  expect(JSON.parse(encoded.stdout)).toMatchObject({
    count: COUNT,
    latentSize: D,
    imageSize: { width: W, height: H, by: 'images' },
  });
  const [, ...rows] = (await readFile(join(root, 'z.csv'), 'utf8')).trimEnd().split('\n');
  expect(rows).toHaveLength(COUNT);
  for (const [i, row] of rows.entries()) {
    const z = row.split(',').slice(2).map(Number);
    const expected = openEncodedByHand(testImage(i, W, H), W, H);
    expect(z).toHaveLength(D);
    const largest = Math.max(...z.map((value, d) => Math.abs(value - expected[d]!)));
    expect(largest).toBeLessThan(1e-5);
  }

  const lost = await hourglass('decode', 'open', 'z.csv', '--out', 'lost', ...cpu);
  expect(lost).toMatchObject({ code: 1, stdout: '' });
  expect(lost.stderr).toMatch(/z\.csv.*At 64×64 pixels one z of "open" has 192 values.*--size WxH/);
  const decoded = await hourglass(
    ...['decode', 'open', 'z.csv', '--out', 'decoded', '--size', '96x64', '--json', ...cpu],
  );
  expect(JSON.parse(decoded.stdout)).toMatchObject({ count: COUNT, width: W, height: H });
  const { data, info } = await sharp(join(root, 'decoded', '0003-image-2.png'))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([W, H]);
  const z = openEncodedByHand(testImage(2, W, H), W, H);
  const differences = openDecodedByHand(z, W, H).map((value, at) => Math.abs(value - data[at]!));
  expect(Math.max(...differences)).toBeLessThanOrEqual(1);
});

test('a size that was asked for is used, and nothing more is said', async () => {
  const encoded = await hourglass(
    ...['encode', 'open', 'images', '--out', 'z.npz', '--size', '64X32', '--json', ...cpu],
  );
  expect(encoded).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(encoded.stdout)).toMatchObject({
    latentSize: (3 * 64 * 32) / 64,
    imageSize: { width: 64, height: 32, by: 'person' },
  });
  const told = await hourglass('info', 'open', '--size', '96×64', ...cpu);
  expect(told.stdout).toMatch(/image +96×64×3, NCHW, 0…1; or any size that is a multiple of 8/);
  expect(told.stdout).toMatch(/latent +\[3,8,12\]/);
  expect(told.stdout).toContain('image.width = 96, because it was asked for');
});

test('reports and statistics are of the images at their own shape', async () => {
  const report = await hourglass(
    'reconstruct',
    'open',
    'images',
    '--out',
    'r.json',
    '--images',
    'pairs',
    ...cpu,
  );
  expect(report).toMatchObject({ code: 0, stderr: CHOSEN });
  const { rows, imageSize } = JSON.parse(await readFile(join(root, 'r.json'), 'utf8')) as {
    rows: { mse: number; ssim: number }[];
    imageSize: unknown;
  };
  expect(imageSize).toEqual({ width: W, height: H, by: 'images' });
  const pixels = testImage(1, W, H);
  const drawn = openDecodedByHand(openEncodedByHand(pixels, W, H), W, H);
  const grey = Uint8Array.from({ length: W * H }, (_, at) => Math.round(drawn[at * 4]!));
  const quality = imageQuality(pixels, grey, W, H, 1);
  expect(rows[1]!.mse).toBeCloseTo(quality.mse, 4);
  expect(rows[1]!.ssim).toBeCloseTo(quality.ssim, 3);
  expect(await sharp(join(root, 'pairs', '00002-image-1.png')).metadata()).toMatchObject({
    width: 3 * W,
    height: H,
  });
  const stats = await hourglass('stats', 'open', 'images', '--out', 's.csv', '--json', ...cpu);
  expect(JSON.parse(stats.stdout)).toMatchObject({ imageSize: { width: W, height: H, by: 'images' } });
});

test.each([
  [
    ['info', 'open', '--size', '96by64'],
    2,
    /--size: expected width and height from 1 to 8192 pixels, as in 96x64, got "96by64"/,
  ],
  [['info', 'open', '--size', '0x64'], 2, /got "0x64"/],
  [
    ['info', 'open', '--size', '100x64', ...cpu],
    1,
    /"open" was asked for at 100×64, and takes widths and heights that are multiples of 8. Choose 104×64/,
  ],
  [
    ['info', 'open', '--size', '8192x8192', ...cpu],
    1,
    /one image has 201,326,592 values; at most 33,554,432 are taken. Choose a smaller size/,
  ],
  [
    ['encode', 'fixed', 'images', '--out', 'f.npz', '--size', '96x64', ...cpu],
    1,
    /"cosines" was asked for at 96×64, but its images are fixed at 8×8. Leave the size out/,
  ],
] as const)('%j is refused in words', async (args, code, words) => {
  const result = await hourglass(...args);
  expect(result).toMatchObject({ code, stdout: '' });
  expect(result.stderr).toMatch(words);
});
