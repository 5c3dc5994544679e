import { createGunzip } from 'node:zlib';
import { bytesWords } from '../../../protocol/words.ts';
import { openRegularFile } from '../../files/openRegularFile.ts';
import { HEADER_BYTES } from './ByteSource.ts';

/** Compressed arrays are unpacked into memory, no further than this; plain ones are read from disk, however large. */
export const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;
/** Deflate makes of one byte at most 1,032 (RFC 1951: 258 bytes for two bits). */
export const MAX_DEFLATE_RATIO = 1032;
/** What may follow an array in its file; its checksum is read behind that. */
const SLACK_BYTES = 1 << 20;

/** @throws Error in words */
export function requireUnpackedSize(bytes: number, maxBytes = MAX_UNPACKED_BYTES): void {
  if (bytes <= maxBytes) return;
  throw new Error(
    `unpacks to ${bytesWords(bytes)}; at most ${bytesWords(maxBytes)} are unpacked: save it uncompressed (.npy), which is read from disk`,
  );
}

/**
 * Unpacks an array from a gzip file: its header first, then as many bytes as that asks for, so that what a file of a few
 * kilobytes could unpack to is neither allocated nor waited for.
 * @param sizeOf the bytes of the whole array, header included, from its first bytes; null when it is no array
 * @returns the array, shorter where the file has less; null where sizeOf says so
 * @throws Error in words or of zlib, for failureReason; what sizeOf throws
 */
export async function unpackArray(
  path: string,
  sizeOf: (head: Uint8Array) => number | null,
  maxBytes = MAX_UNPACKED_BYTES,
): Promise<Uint8Array | null> {
  const { handle } = await openRegularFile(path);
  const packed = handle.createReadStream();
  const unzipped = createGunzip({ chunkSize: 1 << 17 });
  packed.on('error', (error) => unzipped.destroy(error));
  packed.pipe(unzipped);
  try {
    const head: Buffer[] = [];
    let bytes: Uint8Array | null = null;
    let seen = 0;
    const begin = () => {
      const first = Buffer.concat(head);
      const size = sizeOf(first);
      if (size === null) return null;
      requireUnpackedSize(size, maxBytes);
      bytes = new Uint8Array(size);
      bytes.set(first.subarray(0, size));
      return bytes;
    };
    for await (const chunk of unzipped as AsyncIterable<Buffer>) {
      if (bytes) bytes.set(chunk.subarray(0, Math.max(0, bytes.length - seen)), Math.min(seen, bytes.length));
      else head.push(chunk);
      seen += chunk.length;
      if (!bytes && seen >= HEADER_BYTES) {
        bytes = begin();
        if (!bytes) return null;
      }
      if (bytes && seen > bytes.length + SLACK_BYTES) break;
    }
    bytes ??= begin();
    return bytes && bytes.subarray(0, seen);
  } finally {
    packed.destroy();
    unzipped.destroy();
  }
}
