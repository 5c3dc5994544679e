import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FileFormat } from '../../../protocol/imageFormats.ts';
import { bytesPerNumber, readNumber } from './ArrayHeader.ts';
import { fileBytes } from './ByteSource.ts';
import { isPackedArray, openArrayFile } from './openArrayFile.ts';
import { parseIdxHeader } from './parseIdxHeader.ts';
import { unpackArray } from './unpackArray.ts';

export interface ArrayRow {
  row: number;
  label: string | null;
  sizeBytes: number;
}

/**
 * The images of an array file: IDX (plain or gzip), NPY, NPZ.
 * @returns null when the file is none of these; no rows for IDX labels, which belong to the images beside them
 * @throws Error in words, when it is one and no images can be had from it
 */
export async function findArrayImages(path: string, format: FileFormat): Promise<ArrayRow[] | null> {
  const isArchive = format === 'gzip' || format === 'zip';
  if (isArchive ? !isPackedArray(path) : format !== 'npy' && format !== 'idx') return null;
  const file = await openArrayFile(path);
  if (!file) return [];
  const rows: ArrayRow[] = [];
  for (const { layout, labels } of file.arrays) {
    const known = labels ?? (await idxLabels(path, layout.count));
    for (let i = 0; i < layout.count; i++) {
      rows.push({ row: rows.length, label: known?.[i] ?? null, sizeBytes: layout.rowBytes });
    }
  }
  return rows;
}

/** Of IDX labels with their one dimension. */
const LABELS_HEADER_BYTES = 8;

/** The labels that MNIST and its like keep beside 'train-images-idx3-ubyte' as 'train-labels-idx1-ubyte'. */
async function idxLabels(path: string, count: number): Promise<string[] | null> {
  const name = basename(path).replace(/\.gz$/i, '');
  const labelsName = name.replace(/images/i, 'labels').replace(/idx[23]/i, 'idx1');
  if (labelsName === name) return null;
  for (const candidate of [labelsName, `${labelsName}.gz`]) {
    const labelsPath = join(dirname(path), candidate);
    if (!existsSync(labelsPath)) continue;
    const content = candidate.endsWith('.gz')
      ? await unpackArray(labelsPath, labelBytes)
      : wholeLabels(labelsPath);
    if (!content) return null;
    const { type, littleEndian, shape, dataOffset } = parseIdxHeader(content);
    const itemBytes = bytesPerNumber(type);
    if (shape.length !== 1 || shape[0] !== count || content.length < dataOffset + count * itemBytes)
      return null;
    const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
    return Array.from({ length: count }, (_, i) =>
      String(readNumber(view, type, dataOffset + i * itemBytes, littleEndian)),
    );
  }
  return null;
}

/** The bytes of IDX labels; null of anything else. */
function labelBytes(head: Uint8Array): number | null {
  const { type, shape, dataOffset } = parseIdxHeader(head);
  return shape.length === 1 ? dataOffset + shape[0]! * bytesPerNumber(type) : null;
}

function wholeLabels(path: string): Uint8Array | null {
  const file = fileBytes(path);
  const needed = labelBytes(file.read(0, Math.min(LABELS_HEADER_BYTES, file.sizeBytes)));
  return needed === null || needed > file.sizeBytes ? null : file.read(0, needed);
}
