import type { ArrayHeader, NumberType } from './ArrayHeader.ts';

const TYPES: Record<number, NumberType> = {
  0x08: 'u1',
  0x09: 'i1',
  0x0b: 'i2',
  0x0c: 'i4',
  0x0d: 'f4',
  0x0e: 'f8',
};

/**
 * The header of an IDX file, as MNIST is distributed: two zero bytes, type, number of dimensions, dimensions (big-endian
 * 32-bit).
 * @param bytes the file's start
 */
export function parseIdxHeader(bytes: Uint8Array): ArrayHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = TYPES[bytes[2] ?? 0];
  const rank = bytes[3] ?? 0;
  if (!type || bytes[0] !== 0 || bytes[1] !== 0 || rank < 1) throw new Error('its IDX header is damaged');
  if (bytes.length < 4 + rank * 4) throw new Error('cut short: it ends in the IDX header');
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + i * 4));
  return { type, littleEndian: false, shape, dataOffset: 4 + rank * 4 };
}
