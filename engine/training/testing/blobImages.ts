import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Random } from '../../random/Random.ts';

/** [N,side,side] uint8: bright discs with soft edges on black, of random place and size, so three numbers each. */
export function blobImages(count: number, side: number): Uint8Array {
  const random = new Random(77);
  const pixels = new Uint8Array(count * side * side);
  for (let image = 0; image < count; image++) {
    const centreX = side * (0.3 + 0.4 * random.uniform());
    const centreY = side * (0.3 + 0.4 * random.uniform());
    const radius = side * (0.12 + 0.15 * random.uniform());
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const inside = radius - Math.hypot(x + 0.5 - centreX, y + 0.5 - centreY);
        pixels[(image * side + y) * side + x] = 255 * Math.min(1, Math.max(0, 0.5 + inside / 2));
      }
    }
  }
  return pixels;
}

/** Writes images as an IDX file (LeCun, Cortes & Burges) into a folder of its own. @returns the file */
export async function writeIdx(pixels: Uint8Array, side: number): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'hourglass-training-'));
  const header = new DataView(new ArrayBuffer(16));
  const count = pixels.length / side ** 2;
  [0x00000803, count, side, side].forEach((value, i) => header.setUint32(4 * i, value));
  const file = path.join(folder, 'images-idx3-ubyte');
  await writeFile(file, Buffer.concat([new Uint8Array(header.buffer), pixels]));
  return file;
}
