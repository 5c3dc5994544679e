import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FileFormat } from '../../../protocol/imageFormats.ts';
import { bytesPerNumber, readNumber } from './ArrayHeader.ts';
import { fileBytes, memoryBytes } from './ByteSource.ts';
import { openArrayFile, unpack } from './openArrayFile.ts';
import { parseIdxHeader } from './parseIdxHeader.ts';

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
export function findArrayImages(path: string, format: FileFormat): ArrayRow[] | null {
  const isArchive = format === 'gzip' || format === 'zip';
  if (
    isArchive
      ? !/(?:\.npz|\.npy\.gz|\.idx\.gz|-ubyte\.gz)$/i.test(path)
      : format !== 'npy' && format !== 'idx'
  ) {
    return null;
  }
  const file = openArrayFile(path);
  if (!file) return [];
  const rows: ArrayRow[] = [];
  for (const { layout, labels } of file.arrays) {
    const known = labels ?? idxLabels(path, layout.count);
    for (let i = 0; i < layout.count; i++) {
      rows.push({ row: rows.length, label: known?.[i] ?? null, sizeBytes: layout.rowBytes });
    }
  }
  return rows;
}

/** The labels that MNIST and its like keep beside 'train-images-idx3-ubyte' as 'train-labels-idx1-ubyte'. */
function idxLabels(path: string, count: number): string[] | null {
  const name = basename(path).replace(/\.gz$/i, '');
  const labelsName = name.replace(/images/i, 'labels').replace(/idx[23]/i, 'idx1');
  if (labelsName === name) return null;
  for (const candidate of [labelsName, `${labelsName}.gz`]) {
    const labelsPath = join(dirname(path), candidate);
    if (!existsSync(labelsPath)) continue;
    const bytes = candidate.endsWith('.gz') ? memoryBytes(unpack(labelsPath)) : fileBytes(labelsPath);
    const content = bytes.read(0, bytes.sizeBytes);
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
