import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTestArray } from '../workspace/testing/makeTestImages.ts';
import { findImages } from './findImages.ts';
import { sampleSizes } from './sampleSizes.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-sizes-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#804020' } });

/** A bitmap's header and no pixels. */
function bmpHeader(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(54);
  bytes.write('BM');
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

test('sizes come upright from the headers of every kind of file; what cannot be read says nothing', async () => {
  const write = (name: string, bytes: Uint8Array | string) => writeFile(join(folder, name), bytes);
  await write('1.png', await picture(96, 64).png().toBuffer());
  await write('2-turned.jpg', await picture(64, 96).jpeg().withMetadata({ orientation: 6 }).toBuffer());
  await write('3.webp', await picture(30, 20).webp().toBuffer());
  await write('4.tiff', await picture(31, 21).tiff().toBuffer());
  await write('5.gif', await picture(32, 22).gif().toBuffer());
  await write('6.ppm', Buffer.concat([Buffer.from('P6\n3 2\n255\n'), Buffer.alloc(18)]));
  await write('7.bmp', bmpHeader(40, -50));
  await write('8-no-image.png', 'no image');
  // Its header is whole, its pixels are not.
  await write('9-cut.png', await picture(500, 300).png({ compressionLevel: 0 }).toBuffer());
  await truncate(join(folder, '9-cut.png'), 5000);
  const { images } = await findImages([folder]);
  expect(images).toHaveLength(9);
  const sizes = await sampleSizes(images);
  expect(sizes.map(({ width, height }) => `${width}x${height}`)).toEqual([
    '96x64',
    '96x64',
    '30x20',
    '31x21',
    '32x22',
    '3x2',
    '40x50',
    '500x300',
  ]);
});

test('of many images at most 256 are looked at', async () => {
  const array = await makeTestArray(join(folder, 'many.idx'), 3000, 9);
  const { images } = await findImages([array]);
  expect(images).toHaveLength(3000);
  const sizes = await sampleSizes(images);
  expect(sizes).toHaveLength(256);
  expect(sizes.every(({ width, height }) => width === 9 && height === 9)).toBe(true);
});

test('a look at sizes can be cancelled', async () => {
  const { images } = await findImages([folder]);
  await expect(sampleSizes(images, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
});
