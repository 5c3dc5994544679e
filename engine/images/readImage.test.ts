import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImageSource } from './ImageSource.ts';
import { readImage, readImageSize, type ImageTarget } from './readImage.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let written = 0;
async function file(content: Sharp | Uint8Array): Promise<ImageSource> {
  const path = join(folder, `${written++}`);
  await writeFile(path, content instanceof Uint8Array ? content : await content.toBuffer());
  const { size, mtimeMs } = await stat(path);
  return { path, name: path, label: null, sizeBytes: size, modifiedMs: mtimeMs, metadata: {} };
}

const target = (width: number, height = width, more: Partial<ImageTarget> = {}): ImageTarget => ({
  width,
  height,
  channels: 3,
  fit: 'cover',
  background: '#ffffff',
  ...more,
});
const solid = (colour: string, width = 8, height = width) =>
  sharp({ create: { width, height, channels: colour.length === 9 ? 4 : 3, background: colour } });
const raw = (width: number, height: number, channels: 1 | 3, value: (i: number) => number) =>
  sharp(
    Uint8Array.from({ length: width * height * channels }, (_, i) => value(i)),
    {
      raw: { width, height, channels },
    },
  );
const noise = (i: number) => (Math.imul(i + 1, 2654435761) >>> 24) & 255;

function expectColour(pixels: Uint8Array, expected: number[], tolerance = 2): void {
  for (const [i, value] of pixels.entries()) {
    const difference = Math.abs(value - expected[i % expected.length]!);
    expect(difference, `value ${i} is ${value}`).toBeLessThanOrEqual(tolerance);
  }
}

test.each([
  ['grey PNG', 1, (image: Sharp) => image.toColourspace('b-w').png()],
  ['colour PNG', 3, (image: Sharp) => image.png()],
  ['interlaced PNG', 3, (image: Sharp) => image.png({ progressive: true })],
  ['large PNG', 3, (image: Sharp) => image.png({ compressionLevel: 0 })],
  ['lossless WebP', 3, (image: Sharp) => image.webp({ lossless: true })],
  ['TIFF', 3, (image: Sharp) => image.tiff({ compression: 'lzw' })],
] as const)('a %s of the model’s size keeps its pixels exactly', async (kind, channels, encode) => {
  const side = kind === 'large PNG' ? 200 : 24;
  const source = await file(encode(raw(side, side, channels, noise)));
  const { pixels } = await readImage(source, target(side, side, { channels }), 32);
  const expected = Uint8Array.from({ length: side * side * channels }, (_, i) => noise(i));
  expect(Buffer.compare(pixels, expected)).toBe(0);
});

test.each([0, 1, 2, 3, 4])('small plain PNG, filter %i: as sharp decodes it', async (filter) => {
  // libpng picks filters by itself: these rows carry the filter's number in front, compressed by hand.
  const { deflateSync, crc32 } = await import('node:zlib');
  const [width, height] = [7, 5];
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let i = 0; i < rows.length; i++) rows[i] = i % (width * 3 + 1) === 0 ? filter : noise(i);
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, height, 8, 2, 0, 0, 0]);
  const bytes = Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  const { pixels } = await readImage(await file(bytes), target(width, height));
  expect(pixels).toEqual(new Uint8Array(await sharp(bytes).raw().toBuffer()));
  bytes[bytes.length - 20]! ^= 1;
  await expect(readImage(await file(bytes), target(width, height))).rejects.toMatchObject({
    code: 'bad-images',
  });
});

/** 3 wide and 2 high: red, green, blue over white, grey, black. */
const sixColours = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 128, 128, 128, 0, 0, 0];

test.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i comes out upright', async (orientation) => {
  const block = 16;
  const upright = sharp(Uint8Array.from(sixColours), { raw: { width: 3, height: 2, channels: 3 } }).resize(
    3 * block,
    2 * block,
    { kernel: 'nearest' },
  );
  const { data, info } = await upright.raw().toBuffer({ resolveWithObject: true });
  // How the sensor saw it: the inverse of what each orientation asks a viewer to do (EXIF 2.3, table 5).
  let stored = sharp(data, { raw: info });
  if (orientation === 2) stored = stored.flop();
  if (orientation === 3) stored = stored.rotate(180);
  if (orientation === 4) stored = stored.flip();
  if (orientation === 5)
    stored = sharp(await stored.rotate(90).raw().toBuffer(), {
      raw: { ...info, width: info.height, height: info.width },
    }).flop();
  if (orientation === 6) stored = stored.rotate(270);
  if (orientation === 7)
    stored = sharp(await stored.rotate(270).raw().toBuffer(), {
      raw: { ...info, width: info.height, height: info.width },
    }).flop();
  if (orientation === 8) stored = stored.rotate(90);
  const source = await file(
    stored.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).withMetadata({ orientation }),
  );
  expect(await readImageSize(source)).toEqual({ width: 48, height: 32 });
  const { pixels } = await readImage(source, target(48, 32));
  const centres = [0, 1].flatMap((y) =>
    [0, 1, 2].flatMap((x) => {
      const at = ((y * block + block / 2) * 48 + x * block + block / 2) * 3;
      return [...pixels.subarray(at, at + 3)];
    }),
  );
  expectColour(Uint8Array.from(centres), sixColours, 4);
});

test('alpha lies over the background, palette and 16 bits come out right', async () => {
  const over = { background: '#000080' };
  const half = await readImage(await file(solid('#ff000080').png()), target(8, 8, over));
  expectColour(half.pixels, [128, 0, 64]);
  const palette = await readImage(await file(solid('#204060').png({ palette: true })), target(8));
  expectColour(palette.pixels, [0x20, 0x40, 0x60]);
  const deep = await readImage(await file(solid('#204060').toColourspace('rgb16').png()), target(8));
  expectColour(deep.pixels, [0x20, 0x40, 0x60]);
  const deepGrey = raw(4, 4, 1, () => 77)
    .toColourspace('grey16')
    .png();
  expectColour((await readImage(await file(deepGrey), target(4, 4, { channels: 1 }))).pixels, [77]);
});

test('CMYK with a profile and without one', async () => {
  const cmyk = solid('#c04020').toColourspace('cmyk');
  const profiled = await readImage(
    await file(cmyk.clone().jpeg({ quality: 100 }).keepIccProfile().withIccProfile('cmyk')),
    target(8),
  );
  expectColour(profiled.pixels, [0xc0, 0x40, 0x20], 12);
  // Without one, each ink takes its share of the light: (1 − ink)(1 − black).
  const bytes = await cmyk.clone().jpeg({ quality: 100 }).toBuffer();
  expect(await sharp(bytes).metadata()).toMatchObject({ space: 'cmyk', channels: 4, hasProfile: false });
  const inks = await sharp(bytes).pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer();
  expect(inks).toHaveLength(8 * 8 * 4);
  const light = [0, 1, 2].map((i) => ((255 - inks[i]!) * (255 - inks[3]!)) / 255);
  const { pixels } = await readImage(await file(bytes), target(8));
  expectColour(pixels, light);
});

test('grey from colour is luma', async () => {
  const colours = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 200, 90];
  const source = await file(raw(2, 2, 3, (i) => colours[i]!).png());
  const { pixels } = await readImage(source, target(2, 2, { channels: 1 }));
  // Pillow: Image.convert('L') of these four colours.
  expect([...pixels]).toEqual([76, 150, 29, 131]);
});

test('cover crops, contain pads, stretch distorts', async () => {
  // 32 wide, 16 high: the left and right quarters red, the middle blue.
  const image = raw(32, 16, 3, (i) => {
    const x = Math.floor(i / 3) % 32;
    return (x < 8 || x >= 24) === (i % 3 === 0) && i % 3 !== 1 ? 255 : 0;
  });
  const source = await file(image.png());
  const at = (pixels: Uint8Array, x: number, y: number) => [
    ...pixels.subarray((y * 16 + x) * 3, (y * 16 + x) * 3 + 3),
  ];
  // Lanczos overshoots by a little beside an edge.
  const near = (pixels: Uint8Array, x: number, y: number) =>
    at(pixels, x, y).map((value) => (value > 250 ? 255 : value < 5 ? 0 : value));
  const red = [255, 0, 0];
  const blue = [0, 0, 255];
  const cover = (await readImage(source, target(16, 16))).pixels;
  expect([near(cover, 0, 8), near(cover, 15, 8)]).toEqual([blue, blue]);
  const contain = (await readImage(source, target(16, 16, { fit: 'contain', background: '#00ff00' }))).pixels;
  expect([near(contain, 8, 0), near(contain, 8, 8), near(contain, 1, 8)]).toEqual([[0, 255, 0], blue, red]);
  const stretch = (await readImage(source, target(16, 16, { fit: 'stretch' }))).pixels;
  expect([near(stretch, 1, 0), near(stretch, 8, 0), near(stretch, 14, 15)]).toEqual([red, blue, red]);
});

test('a thumbnail is the fitted image, letterboxed with transparency; pixels do not depend on it', async () => {
  const source = await file(raw(300, 150, 3, noise).png());
  const wanted = target(32, 16);
  const { pixels, tile } = await readImage(source, wanted, 64);
  expect((await readImage(source, wanted)).pixels).toEqual(pixels);
  expect(tile).toHaveLength(64 * 64 * 4);
  const alpha = (x: number, y: number) => tile![(y * 64 + x) * 4 + 3];
  expect([alpha(32, 0), alpha(32, 15), alpha(0, 16), alpha(63, 47), alpha(32, 48)]).toEqual([
    0, 0, 255, 255, 0,
  ]);
  const plain = await readImage(await file(solid('#306090', 100, 100).png()), target(16), 24);
  expectColour(plain.tile!, [0x30, 0x60, 0x90, 255]);
});

test('the first frame of an animation', async () => {
  const frames = Uint8Array.from(
    { length: 4 * 8 * 3 },
    (_, i) => (i < 48 ? [200, 0, 0] : [0, 0, 200])[i % 3]!,
  );
  const gif = sharp(frames, { raw: { width: 4, height: 8, channels: 3, pageHeight: 4 } }).gif();
  expect((await sharp(await gif.toBuffer()).metadata()).pages).toBe(2);
  const { pixels } = await readImage(await file(gif), target(4));
  expectColour(pixels, [200, 0, 0], 8);
});

test.each([
  ['nothing', () => new Uint8Array(0), /empty/],
  ['a web page', () => Buffer.from('<!doctype html><p>404'), /web page/],
  ['noise', () => Uint8Array.from({ length: 4096 }, (_, i) => noise(i)), /no known image format/],
  ['half a PNG', async () => half(await raw(99, 99, 3, noise).png().toBuffer()), /cut short|damaged/],
  ['half a small PNG', async () => half(await raw(20, 20, 1, noise).png().toBuffer()), /cut short|damaged/],
  ['half a JPEG', async () => half(await raw(99, 99, 3, noise).jpeg().toBuffer()), /cut short/],
  ['half a WebP', async () => half(await raw(99, 99, 3, noise).webp().toBuffer()), /\w/],
  ['a PNG that claims 60000 x 60000', () => giantPng(60000, 60000), /60000 x 60000 pixels|pixel limit/],
  [
    'an interlaced PNG that claims 20000 x 20000',
    () => giantPng(20000, 20000, 1),
    /20000 x 20000 pixels; at most/,
  ],
])('%s is refused with a reason', async (_, make, reason) => {
  const source = await file(await make());
  await expect(readImage(source, target(8))).rejects.toMatchObject({
    code: 'bad-images',
    details: { path: source.path, reason: expect.stringMatching(reason) },
  });
});

test('a file that is gone is refused with a reason', async () => {
  const source = await file(solid('#000000').png());
  await rm(source.path);
  await expect(readImage(source, target(8))).rejects.toMatchObject({ details: { reason: /not found/ } });
});

const half = (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1);

/** A sound header over a few bytes of pixels. */
async function giantPng(width: number, height: number, interlace = 0): Promise<Buffer> {
  const { crc32 } = await import('node:zlib');
  const bytes = await solid('#000000', 4).png().toBuffer();
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes[28] = interlace;
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}
