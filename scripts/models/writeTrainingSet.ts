import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';
import type { BundledSource, Drawing } from './BundledSource.ts';

/**
 * Draws the training set and writes it as one NPZ file: x [N,side,side] uint8, y [N] uint8 (numbers of the labels).
 * @param file where; written beside its place first
 */
export async function writeTrainingSet(source: BundledSource, drawing: Drawing, file: string): Promise<void> {
  const { side, trainingCount, labels } = source;
  const pixels = new Uint8Array(trainingCount * side * side);
  const numbers = new Uint8Array(trainingCount);
  for (let i = 0; i < trainingCount; i++) {
    const image = drawing.draw('training', i);
    pixels.set(image.pixels, i * side * side);
    numbers[i] = labels.indexOf(image.label);
  }
  const arrays = {
    'x.npy': npy(pixels, [trainingCount, side, side]),
    'y.npy': npy(numbers, [trainingCount]),
  };
  await mkdir(path.dirname(file), { recursive: true });
  // Stored, not packed: it is read once, soon, on this machine. A fixed date keeps the bytes the same.
  await writeFile(`${file}.part`, zipSync(arrays, { level: 0, mtime: new Date(1980, 0, 1) }));
  await rename(`${file}.part`, file);
}

/** A NumPy array file, version 1.0 (numpy.lib.format): magic, header padded to 64 bytes, then the bytes in C order. */
function npy(data: Uint8Array, shape: readonly number[]): Uint8Array {
  const fields = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const prefixSize = 10;
  const headerSize = Math.ceil((prefixSize + fields.length + 1) / 64) * 64 - prefixSize;
  const header = `${fields.padEnd(headerSize - 1)}\n`;
  const bytes = new Uint8Array(prefixSize + headerSize + data.length);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, headerSize & 0xff, headerSize >> 8]);
  bytes.set(new TextEncoder().encode(header), prefixSize);
  bytes.set(data, prefixSize + headerSize);
  return bytes;
}
