import { sniffFormat, SNIFF_BYTES } from '../../../protocol/imageFormats.ts';
import { bytesPerNumber, sizeOfShape, type ArrayHeader } from './ArrayHeader.ts';
import { arrayLayout } from './arrayLayout.ts';
import { fileBytes, headOf, memoryBytes } from './ByteSource.ts';
import { imageArray, type ImageArray } from './ImageArray.ts';
import { openNpz } from './openNpz.ts';
import { parseIdxHeader } from './parseIdxHeader.ts';
import { parseNpyHeader } from './parseNpyHeader.ts';
import { unpackArray } from './unpackArray.ts';

/** An array file: its arrays' images, one after the other, are its rows. */
export interface ArrayFile {
  arrays: ImageArray[];
  count: number;
}

/** Whether an array file is unpacked into memory to be read; others are read from disk. Archives of other names are none. */
export const isPackedArray = (path: string) => /(?:\.npz|\.npy\.gz|\.idx\.gz|-ubyte\.gz)$/i.test(path);

/**
 * Opens an IDX (plain or gzip), NPY or NPZ file.
 * @param maxUnpackedBytes MAX_UNPACKED_BYTES when absent
 * @returns null when the file is something else: another gzip file, IDX labels
 * @throws Error in words, for a damaged file or one without images
 */
export async function openArrayFile(path: string, maxUnpackedBytes?: number): Promise<ArrayFile | null> {
  const file = fileBytes(path);
  const format = sniffFormat(file.read(0, Math.min(SNIFF_BYTES, file.sizeBytes)));
  if (format === 'zip') return arrayFile(await openNpz(path, maxUnpackedBytes));
  let bytes = file;
  if (format === 'gzip') {
    const unpacked = await unpackArray(path, sizeOfArray, maxUnpackedBytes);
    if (!unpacked) return null;
    bytes = memoryBytes(unpacked);
  }
  const header = headerOf(headOf(bytes));
  return header && arrayFile([imageArray(header, bytes, null)]);
}

/** The header of an NPY or IDX array of images; null of anything else. */
function headerOf(head: Uint8Array): ArrayHeader | null {
  const format = head.length === 0 ? 'empty' : sniffFormat(head.subarray(0, SNIFF_BYTES));
  if (format === 'npy') {
    const header = parseNpyHeader(head);
    if (header.kind === 'strings') throw new Error('holds an array of strings; expected images');
    return header;
  }
  if (format !== 'idx') return null;
  const header = parseIdxHeader(head);
  return header.shape.length < 2 ? null : header;
}

function sizeOfArray(head: Uint8Array): number | null {
  const header = headerOf(head);
  if (!header) return null;
  // Shapes that are no images are refused before their size is.
  arrayLayout(header);
  return header.dataOffset + sizeOfShape(header.shape) * bytesPerNumber(header.type);
}

function arrayFile(arrays: ImageArray[]): ArrayFile {
  return { arrays, count: arrays.reduce((sum, { layout }) => sum + layout.count, 0) };
}
