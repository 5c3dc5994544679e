import { bytesPerNumber, readNumber, type ArrayHeader } from './ArrayHeader.ts';
import type { ArrayLayout } from './arrayLayout.ts';
import type { ByteSource } from './ByteSource.ts';

/** uint8 = (number − black) · factor */
export interface NumberScale {
  black: number;
  factor: number;
}

const SAMPLED_IMAGES = 64;
const SLACK = 1e-3;

/**
 * Which numbers black and white are: 0..255 for bytes; for other types what the smallest and largest number of some
 * images say: 0..1, -1..1, 0..255, 0..65535 for unsigned 16-bit ones, else from the smallest to the largest.
 */
export function numberScale(header: ArrayHeader, layout: ArrayLayout, bytes: ByteSource): NumberScale {
  const { type } = header;
  const [least, most] = sampledRange(header, layout, bytes);
  // Ones and zeros, whatever their type, are white and black.
  if (most <= 1 + SLACK && least >= -SLACK) return { black: 0, factor: 255 };
  if (type === 'u1') return { black: 0, factor: 1 };
  if (most <= 1 + SLACK && least >= -1 - SLACK) return { black: -1, factor: 127.5 };
  if (most <= 255 && least >= 0) return { black: 0, factor: 1 };
  if (type === 'u2') return { black: 0, factor: 1 / 257 };
  return { black: least, factor: 255 / (most - least) };
}

function sampledRange(header: ArrayHeader, layout: ArrayLayout, bytes: ByteSource): [number, number] {
  const size = bytesPerNumber(header.type);
  let least = Infinity;
  let most = -Infinity;
  const sampled = Math.min(SAMPLED_IMAGES, layout.count);
  for (let i = 0; i < sampled; i++) {
    const row = Math.floor((i * layout.count) / sampled);
    const part = bytes.read(header.dataOffset + row * layout.rowBytes, layout.rowBytes);
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
    for (let at = 0; at < part.length; at += size) {
      const value = readNumber(view, header.type, at, header.littleEndian);
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return [least, most];
}
