import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** Writes `count` 8 × 8 images '0.png', '1.png', …, image n of the one grey value 1 + n (modulo 255). */
export async function writeGreyFolder(folder: string, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let n = 0; n < count; n++) {
    const pixels = new Uint8Array(64).fill(greyOf(n));
    const image = sharp(pixels, { raw: { width: 8, height: 8, channels: 1 } }).toColourspace('b-w');
    await writeFile(join(folder, `${n}.png`), await image.png().toBuffer());
  }
}

export const greyOf = (n: number) => 1 + (n % 255);
