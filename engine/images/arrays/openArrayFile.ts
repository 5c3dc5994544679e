import { statSync } from 'node:fs';
import { gunzipSync, constants } from 'node:zlib';
import { readRegularFileSync } from '../../files/readRegularFile.ts';
import type { RawImage } from '../RawImage.ts';
import { sniffFormat, SNIFF_BYTES } from '../../../protocol/imageFormats.ts';
import { bytesPerNumber, readNumber, type ArrayHeader } from './ArrayHeader.ts';
import { fileBytes, memoryBytes, type ByteSource } from './ByteSource.ts';
import { imageArray, type ImageArray } from './ImageArray.ts';
import { openNpz } from './openNpz.ts';
import { parseIdxHeader } from './parseIdxHeader.ts';
import { parseNpyHeader } from './parseNpyHeader.ts';

/** An array file: its arrays' images, one after the other, are its rows. */
export interface ArrayFile {
  arrays: ImageArray[];
  count: number;
}

/** Compressed files are unpacked into memory, no further than this. */
export const MAX_UNPACKED_BYTES = 2 ** 31 - 1;
const HEADER_BYTES = 1 << 17;

/**
 * Opens an IDX (plain or gzip), NPY or NPZ file.
 * @returns null when the file is something else: another gzip file, IDX labels
 * @throws Error in words, for a damaged file or one without images
 */
export function openArrayFile(path: string): ArrayFile | null {
  const file = fileBytes(path);
  const format = sniffFormat(file.read(0, Math.min(SNIFF_BYTES, file.sizeBytes)));
  if (format === 'zip') return arrayFile(openNpz(path, MAX_UNPACKED_BYTES));
  if (format === 'npy') return arrayFile([imageArray(npyHeader(file), file, null)]);
  const bytes = format === 'gzip' ? memoryBytes(unpack(path)) : file;
  const inner = sniffFormat(bytes.read(0, Math.min(SNIFF_BYTES, bytes.sizeBytes)));
  if (inner === 'npy') return arrayFile([imageArray(npyHeader(bytes), bytes, null)]);
  if (inner !== 'idx') return null;
  const header = parseIdxHeader(headOf(bytes));
  return header.shape.length < 2 ? null : arrayFile([imageArray(header, bytes, null)]);
}

/** Unpacks a gzip file, refusing to go past MAX_UNPACKED_BYTES. */
export function unpack(path: string): Uint8Array {
  return gunzipSync(readRegularFileSync(path, MAX_UNPACKED_BYTES), {
    maxOutputLength: MAX_UNPACKED_BYTES,
    finishFlush: constants.Z_FINISH,
  });
}

const headOf = (bytes: ByteSource) => bytes.read(0, Math.min(HEADER_BYTES, bytes.sizeBytes));

function npyHeader(bytes: ByteSource): ArrayHeader {
  const header = parseNpyHeader(headOf(bytes));
  if (header.kind === 'strings') throw new Error('holds an array of strings; expected images');
  return header;
}

function arrayFile(arrays: ImageArray[]): ArrayFile {
  return { arrays, count: arrays.reduce((sum, { layout }) => sum + layout.count, 0) };
}

/** Unpacked files can be large: no more than these are kept. */
const KEPT_FILES = 2;
const kept = new Map<string, ArrayFile>();

/**
 * Row `row` of an array file as an image. The file stays open between calls, as long as it does not change.
 * @throws Error in words
 */
export function readArrayRow(path: string, row: number): RawImage {
  const { size, mtimeMs } = statSync(path);
  const key = `${path}\0${size}\0${mtimeMs}`;
  let file = kept.get(key);
  if (!file) {
    const opened = openArrayFile(path);
    if (!opened) throw new Error('no longer an array file of images');
    file = opened;
    const [oldest] = kept.keys();
    if (kept.size >= KEPT_FILES && oldest !== undefined) kept.delete(oldest);
    kept.set(key, file);
  }
  let rest = row;
  for (const array of file.arrays) {
    if (rest < array.layout.count) return readRow(array, rest);
    rest -= array.layout.count;
  }
  throw new Error(`has no row ${row}: it holds ${file.count} images`);
}

function readRow({ header, layout, bytes, scale }: ImageArray, row: number): RawImage {
  const { width, height, channels, channelsFirst, rowBytes } = layout;
  const part = bytes.read(header.dataOffset + row * rowBytes, rowBytes);
  if (header.type === 'u1' && scale.factor === 1 && !channelsFirst)
    return { width, height, channels, data: part };
  const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
  const size = bytesPerNumber(header.type);
  const pixels = width * height;
  const data = new Uint8ClampedArray(pixels * channels);
  for (let pixel = 0, to = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      const index = channelsFirst ? channel * pixels + pixel : pixel * channels + channel;
      const value = readNumber(view, header.type, index * size, header.littleEndian);
      // A clamped array rounds, and makes 0 of NaN.
      data[to++] = (value - scale.black) * scale.factor;
    }
  }
  return { width, height, channels, data: new Uint8Array(data.buffer) };
}
