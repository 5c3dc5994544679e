import { crc32 } from 'node:zlib';
import { unzlibSync } from 'fflate';
import type { RawImage } from './RawImage.ts';

/** Larger images are decoded by sharp, off this thread. */
const MAX_BYTES = 64 * 1024;
const SIGNATURE_BYTES = 8;
const [GREY, RGB, PALETTE] = [0, 2, 3];
const CHUNK = { header: 0x49484452, palette: 0x504c5445, data: 0x49444154, end: 0x49454e44 };
/** Chunks that change no pixel: tEXt, zTXt, iTXt, tIME, pHYs, sRGB, and gAMA and cHRM, which sharp passes over too. */
const HARMLESS = new Set([
  0x74455874, 0x7a545874, 0x69545874, 0x74494d45, 0x70485973, 0x73524742, 0x67414d41, 0x6348524d,
]);

/**
 * Decodes the small plain PNGs that data sets are made of (8 bits, grey, RGB or palette, not interlaced, no transparency, no
 * profile), for which sharp's pipeline costs twenty times the decoding. PNG specification, third edition.
 * @returns null for any other PNG and for a damaged one: sharp decodes or refuses it
 */
export function decodePlainPng(bytes: Buffer): RawImage | null {
  if (bytes.length < 57 || bytes.readUInt32BE(12) !== CHUNK.header) return null;
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const colour = bytes[25];
  const isPlain = bytes[24] === 8 && bytes[26] === 0 && bytes[27] === 0 && bytes[28] === 0;
  if (!isPlain || (colour !== GREY && colour !== RGB && colour !== PALETTE)) return null;
  const stored = colour === RGB ? 3 : 1;
  const rowBytes = width * stored;
  if (width === 0 || height === 0 || rowBytes * height > MAX_BYTES) return null;

  const chunks = readChunks(bytes);
  if (!chunks || (colour === PALETTE) !== (chunks.palette !== null)) return null;
  const filtered = inflate(chunks.data, height * (rowBytes + 1));
  if (!filtered) return null;
  const data = new Uint8Array(height * rowBytes);
  for (let y = 0; y < height; y++) {
    if (!unfilterRow(filtered, y * (rowBytes + 1), data, y * rowBytes, rowBytes, stored, y === 0))
      return null;
  }
  if (!chunks.palette) return { width, height, channels: stored, data };
  return fromPalette(data, width, height, chunks.palette);
}

function readChunks(bytes: Buffer): { data: Uint8Array; palette: Uint8Array | null } | null {
  const parts: Uint8Array[] = [];
  let palette: Uint8Array | null = null;
  let at = SIGNATURE_BYTES;
  for (;;) {
    if (at + 12 > bytes.length) return null;
    const length = bytes.readUInt32BE(at);
    const type = bytes.readUInt32BE(at + 4);
    const end = at + 8 + length;
    if (end + 4 > bytes.length || crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) return null;
    const content = bytes.subarray(at + 8, end);
    if (type === CHUNK.data) parts.push(content);
    else if (type === CHUNK.palette) palette = content;
    else if (type === CHUNK.end) break;
    else if (type !== CHUNK.header && !HARMLESS.has(type)) return null;
    at = end + 4;
  }
  const [first, ...more] = parts;
  if (!first) return null;
  return { data: more.length === 0 ? first : Buffer.concat(parts), palette };
}

/** The whole of the expected bytes, or null. The output is never longer than asked for. */
function inflate(data: Uint8Array, expectedBytes: number): Uint8Array | null {
  try {
    // One byte of room shows a stream that holds more than the picture.
    const out = unzlibSync(data, { out: new Uint8Array(expectedBytes + 1) });
    return out.length === expectedBytes ? out : null;
  } catch {
    return null;
  }
}

/**
 * Undoes a row's filter (PNG 9.2): each byte was stored as its difference from a prediction by the bytes to the left (a),
 * above (b) and above left (c).
 */
function unfilterRow(
  filtered: Uint8Array,
  from: number,
  data: Uint8Array,
  to: number,
  rowBytes: number,
  step: number,
  isFirst: boolean,
): boolean {
  const filter = filtered[from]!;
  if (filter > 4) return false;
  const above = to - rowBytes;
  for (let i = 0; i < rowBytes; i++) {
    const value = filtered[from + 1 + i]!;
    const a = i < step ? 0 : data[to + i - step]!;
    const b = isFirst ? 0 : data[above + i]!;
    let predicted = 0;
    if (filter === 1) predicted = a;
    else if (filter === 2) predicted = b;
    else if (filter === 3) predicted = (a + b) >> 1;
    else if (filter === 4) predicted = paeth(a, b, isFirst || i < step ? 0 : data[above + i - step]!);
    data[to + i] = value + predicted;
  }
  return true;
}

function paeth(a: number, b: number, c: number): number {
  const toA = Math.abs(b - c);
  const toB = Math.abs(a - c);
  const toC = Math.abs(a + b - 2 * c);
  if (toA <= toB && toA <= toC) return a;
  return toB <= toC ? b : c;
}

function fromPalette(
  indices: Uint8Array,
  width: number,
  height: number,
  palette: Uint8Array,
): RawImage | null {
  const data = new Uint8Array(indices.length * 3);
  for (let i = 0, to = 0; i < indices.length; i++, to += 3) {
    const entry = indices[i]! * 3;
    if (entry + 2 >= palette.length) return null;
    data[to] = palette[entry]!;
    data[to + 1] = palette[entry + 1]!;
    data[to + 2] = palette[entry + 2]!;
  }
  return { width, height, channels: 3, data };
}
