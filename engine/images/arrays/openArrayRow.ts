import { statSync } from 'node:fs';
import type { SizedImage } from '../SizedImage.ts';
import type { RawImage } from '../RawImage.ts';
import { bytesPerNumber, readNumber } from './ArrayHeader.ts';
import type { ImageArray } from './ImageArray.ts';
import { isPackedArray, openArrayFile, type ArrayFile } from './openArrayFile.ts';

/** Files that are read from disk cost nothing to keep. */
const KEPT_FILES = 2;
const kept = new Map<string, ArrayFile>();
/** Of unpacked files, which can be large, only one, and the next is not unpacked before the last one's rows are copied. */
let unpacked: { key: string; file: ArrayFile } | null = null;
let turn: Promise<unknown> = Promise.resolve();

/**
 * Row `row` of an array file. The file stays open between calls, as long as it does not change.
 * @throws Error in words
 */
export async function openArrayRow(path: string, row: number): Promise<SizedImage> {
  const { size, mtimeMs } = statSync(path);
  const key = `${path}\0${size}\0${mtimeMs}`;
  if (!isPackedArray(path)) return rowOf(await fromDisk(path, key), row);
  const opening = turn.then(async () => {
    if (unpacked?.key !== key) {
      // Let go of before the next takes memory.
      unpacked = null;
      unpacked = { key, file: await openRows(path) };
    }
    return rowOf(unpacked.file, row, true);
  });
  turn = opening.catch(() => {});
  return opening;
}

async function fromDisk(path: string, key: string): Promise<ArrayFile> {
  let file = kept.get(key);
  if (!file) {
    file = await openRows(path);
    const [oldest] = kept.keys();
    if (kept.size >= KEPT_FILES && oldest !== undefined) kept.delete(oldest);
    kept.set(key, file);
  }
  return file;
}

async function openRows(path: string): Promise<ArrayFile> {
  const file = await openArrayFile(path);
  if (!file) throw new Error('no longer an array file of images');
  return file;
}

/** @param copied whether the row's bytes are copied at once, so that it does not keep the whole file's */
function rowOf(file: ArrayFile, row: number, copied = false): SizedImage {
  let rest = row;
  for (const array of file.arrays) {
    if (rest < array.layout.count) return sizedRow(array, rest, copied);
    rest -= array.layout.count;
  }
  throw new Error(`has no row ${row}: it holds ${file.count} images`);
}

function sizedRow(array: ImageArray, row: number, copied: boolean): SizedImage {
  const { width, height, channels, rowBytes } = array.layout;
  const read = () => array.bytes.read(array.header.dataOffset + row * rowBytes, rowBytes);
  const part = copied ? read().slice() : null;
  return {
    width,
    height,
    memoryBytes: rowBytes + width * height * channels,
    decode: () => toBytes(array, part ?? read()),
  };
}

function toBytes({ header, layout, scale }: ImageArray, part: Uint8Array): RawImage {
  const { width, height, channels, channelsFirst } = layout;
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
