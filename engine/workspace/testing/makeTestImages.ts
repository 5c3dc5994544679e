import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/**
 * Writes small grey PNG images, all different, into sub-folders that are their labels; square where no height is given.
 * @returns the folder
 */
export async function makeTestImages(
  folder: string,
  options: { count: number; side?: number; height?: number; labels?: readonly string[] },
): Promise<string> {
  const { count, side = 8, height = side, labels = ['even', 'odd'] } = options;
  await mkdir(folder, { recursive: true });
  for (const label of labels) await mkdir(join(folder, label), { recursive: true });
  for (let i = 0; i < count; i++) {
    const png = await sharp(testImage(i, side, height), { raw: { width: side, height, channels: 1 } })
      .png()
      .toBuffer();
    await writeFile(join(folder, labels[i % labels.length] ?? '', `image-${i}.png`), png);
  }
  return folder;
}

/**
 * Writes PNG images that are all of one grey: no model can be fitted to them.
 * @returns the folder
 */
export async function makeFlatImages(folder: string, count: number, side = 8): Promise<string> {
  await mkdir(folder, { recursive: true });
  const png = await sharp({ create: { width: side, height: side, channels: 3, background: '#808080' } })
    .png()
    .toBuffer();
  for (let i = 0; i < count; i++) await writeFile(join(folder, `image-${i}.png`), png);
  return folder;
}

/**
 * Writes one IDX file (the format of MNIST) of many small grey images: as many as a test wants, at once.
 * @returns the file
 */
export async function makeTestArray(path: string, count: number, side = 8): Promise<string> {
  const header = Buffer.from([0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, side, 0, 0, 0, side]);
  header.writeUInt32BE(count, 4);
  const images = Array.from({ length: count }, (_, i) => testImage(i, side));
  await writeFile(path, Buffer.concat([header, ...images]));
  return path;
}

/** The pixels of image number i: [height,side] uint8, square where no height is given */
export function testImage(i: number, side = 8, height = side): Uint8Array {
  return Uint8Array.from(
    { length: side * height },
    (_, pixel) => 128 + 100 * Math.sin((pixel + 1) * (0.05 + 0.011 * i)) * Math.cos(i),
  );
}
