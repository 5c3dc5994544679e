import { closeSync, statSync } from 'node:fs';
import { openRegularFileSync, otherThanFile } from '../../files/openRegularFile.ts';
import { fillFrom } from '../../files/readRegularFile.ts';

/** Bytes that can be read at any place: an array file on disk, or one unpacked into memory. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** @throws Error when the source ends before offset + length */
  read(offset: number, length: number): Uint8Array;
}

/** No header of an array is longer. */
export const HEADER_BYTES = 1 << 17;

export const headOf = (bytes: ByteSource) => bytes.read(0, Math.min(HEADER_BYTES, bytes.sizeBytes));

export function memoryBytes(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    read: (offset, length) => {
      checkEnd(offset, length, bytes.length);
      return bytes.subarray(offset, offset + length);
    },
  };
}

/**
 * Opens the file for each read, so that there is no handle to lose; synchronously, since a row of an array is small and
 * three hops through the thread pool would take longer than the read.
 */
export function fileBytes(path: string): ByteSource {
  const stats = statSync(path);
  const other = otherThanFile(stats);
  if (other !== null) throw new Error(other);
  const { size } = stats;
  return {
    sizeBytes: size,
    read: (offset, length) => {
      checkEnd(offset, length, size);
      const bytes = new Uint8Array(length);
      const { file } = openRegularFileSync(path);
      try {
        const filled = fillFrom(file, bytes, offset);
        if (filled < length) throw new Error(`cut short while it was read, ${length - filled} bytes missing`);
      } finally {
        closeSync(file);
      }
      return bytes;
    },
  };
}

/** @throws Error in words where a part that is read ends after its source */
export function checkEnd(offset: number, length: number, size: number): void {
  if (offset + length > size)
    throw new Error(`cut short: ${size} bytes where ${offset + length} were expected`);
}
