import { decodeBmpRuns } from './decodeBmpRuns.ts';
import { checkSize, type RawImage } from './RawImage.ts';
import type { SizedImage } from './SizedImage.ts';

const HEADER_SIZES = new Set([12, 40, 52, 56, 64, 108, 124]);
const [PLAIN, RUNS8, RUNS4, BITFIELDS, ALPHA_BITFIELDS] = [0, 1, 2, 3, 6];

interface BmpHeader {
  width: number;
  height: number;
  topDown: boolean;
  bits: number;
  compression: number;
  pixelOffset: number;
  /** Masks of red, green, blue, alpha for 16 and 32 bits. */
  masks: [number, number, number, number];
  paletteOffset: number;
  paletteEntryBytes: 3 | 4;
  paletteLength: number;
}

/**
 * Opens a Windows or OS/2 bitmap: 1, 4, 8, 16, 24 and 32 bits, RLE, bit fields, top-down. sharp's build has no BMP, and
 * of bmp-ts, fast-bmp, decode-bmp and bmp-js each gets several of these wrong or allocates what a header claims.
 * Layout: Microsoft, "Bitmap Storage".
 * @throws Error in words, for what is no sound bitmap; a file cut short is refused
 */
export function openBmp(bytes: Uint8Array): SizedImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(view);
  const { width, height } = header;
  checkSize(width, height);
  // RGBA, or RGB and the indices that it is made of.
  return { width, height, memoryBytes: width * height * 4, decode: () => decode(bytes, view, header) };
}

function decode(bytes: Uint8Array, view: DataView, header: BmpHeader): RawImage {
  const { width, height, bits, compression } = header;
  if (compression === RUNS8 || compression === RUNS4) {
    const indices = decodeBmpRuns(bytes.subarray(header.pixelOffset), width, height, bits as 4 | 8);
    return paletted(indices, header, readPalette(view, header));
  }
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  // The last row's padding is often missing; its pixels must not be.
  const needed = header.pixelOffset + rowBytes * (height - 1) + Math.ceil((width * bits) / 8);
  if (needed > bytes.length)
    throw new Error(`cut short: ${bytes.length} bytes where ${needed} were expected`);
  if (bits <= 8) return paletted(readIndices(bytes, header, rowBytes), header, readPalette(view, header));
  return bits === 24 ? readRgb(bytes, header, rowBytes) : readMasked(view, header, rowBytes);
}

function readHeader(view: DataView): BmpHeader {
  if (view.byteLength < 26)
    throw new Error(`cut short: a bitmap's header has 26 bytes or more, got ${view.byteLength}`);
  const size = view.getUint32(14, true);
  if (!HEADER_SIZES.has(size))
    throw new Error(`its bitmap header has ${size} bytes, which no kind of bitmap has`);
  if (view.byteLength < 14 + size) throw new Error(`cut short: it ends in the bitmap's header`);
  const old = size === 12;
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = old ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(old ? 24 : 28, true);
  const compression = old ? PLAIN : view.getUint32(30, true);
  const hasFields = compression === BITFIELDS || compression === ALPHA_BITFIELDS;
  if (!isKnown(bits, compression)) {
    throw new Error(
      `a bitmap of ${bits} bits a pixel with compression ${compression}, which is not read; save it as PNG`,
    );
  }
  const maskCount = !hasFields ? 0 : size >= 56 || compression === ALPHA_BITFIELDS ? 4 : 3;
  // Masks stand inside the longer headers, and after the short one.
  const afterHeader = 14 + size + (size === 40 ? maskCount * 4 : 0);
  if (view.byteLength < Math.max(afterHeader, 54 + maskCount * 4 * (hasFields ? 1 : 0)) && !old) {
    throw new Error(`cut short: it ends in the bitmap's header`);
  }
  const usual = bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff];
  const mask = (index: number) =>
    index < maskCount ? view.getUint32(54 + index * 4, true) : (usual[index] ?? 0);
  const paletteEntryBytes = old ? 3 : 4;
  const pixelOffset = view.getUint32(10, true);
  const room = Math.floor(Math.max(0, pixelOffset - afterHeader) / paletteEntryBytes);
  const used = old ? 0 : view.getUint32(46, true);
  return {
    width,
    height: Math.abs(signedHeight),
    topDown: signedHeight < 0,
    bits,
    compression,
    pixelOffset,
    masks: [mask(0), mask(1), mask(2), hasFields && maskCount === 4 ? mask(3) : 0],
    paletteOffset: afterHeader,
    paletteEntryBytes,
    paletteLength: Math.min(used || 2 ** Math.min(bits, 8), 2 ** Math.min(bits, 8), room),
  };
}

function isKnown(bits: number, compression: number): boolean {
  if (compression === PLAIN) return [1, 2, 4, 8, 16, 24, 32].includes(bits);
  if (compression === RUNS8) return bits === 8;
  if (compression === RUNS4) return bits === 4;
  return (compression === BITFIELDS || compression === ALPHA_BITFIELDS) && (bits === 16 || bits === 32);
}

/** [256,3]: entries that the file lacks are black. */
function readPalette(
  view: DataView,
  { paletteOffset, paletteEntryBytes, paletteLength }: BmpHeader,
): Uint8Array {
  const palette = new Uint8Array(256 * 3);
  const length = Math.min(paletteLength, Math.floor((view.byteLength - paletteOffset) / paletteEntryBytes));
  for (let i = 0, at = paletteOffset; i < length; i++, at += paletteEntryBytes) {
    palette[i * 3] = view.getUint8(at + 2);
    palette[i * 3 + 1] = view.getUint8(at + 1);
    palette[i * 3 + 2] = view.getUint8(at);
  }
  return palette;
}

/** [H,W] palette indices, rows as they stand in the file. */
function readIndices(
  bytes: Uint8Array,
  { width, height, bits, pixelOffset }: BmpHeader,
  rowBytes: number,
): Uint8Array {
  const indices = new Uint8Array(width * height);
  const perByte = 8 / bits;
  const mask = 2 ** bits - 1;
  for (let y = 0, to = 0; y < height; y++) {
    const row = pixelOffset + y * rowBytes;
    for (let x = 0; x < width; x++) {
      const byte = bytes[row + Math.floor(x / perByte)]!;
      indices[to++] = (byte >> (8 - bits - (x % perByte) * bits)) & mask;
    }
  }
  return indices;
}

function paletted(indices: Uint8Array, header: BmpHeader, palette: Uint8Array): RawImage {
  const { width, height } = header;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y++) {
    let from = fileRow(y, header) * width;
    for (let x = 0; x < width; x++, to += 3) {
      const entry = indices[from++]! * 3;
      data[to] = palette[entry]!;
      data[to + 1] = palette[entry + 1]!;
      data[to + 2] = palette[entry + 2]!;
    }
  }
  return { width, height, channels: 3, data };
}

function readRgb(bytes: Uint8Array, header: BmpHeader, rowBytes: number): RawImage {
  const { width, height } = header;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y++) {
    let from = header.pixelOffset + fileRow(y, header) * rowBytes;
    for (let x = 0; x < width; x++, to += 3, from += 3) {
      data[to] = bytes[from + 2]!;
      data[to + 1] = bytes[from + 1]!;
      data[to + 2] = bytes[from]!;
    }
  }
  return { width, height, channels: 3, data };
}

function readMasked(view: DataView, header: BmpHeader, rowBytes: number): RawImage {
  const { width, height, bits, masks } = header;
  const channels = masks[3] === 0 ? 3 : 4;
  const fields = masks.slice(0, channels).map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { mask, shift, scale: mask === 0 ? 0 : 255 / (mask >>> shift) };
  });
  const data = new Uint8Array(width * height * channels);
  for (let y = 0, to = 0; y < height; y++) {
    let from = header.pixelOffset + fileRow(y, header) * rowBytes;
    for (let x = 0; x < width; x++, from += bits / 8) {
      const value = bits === 16 ? view.getUint16(from, true) : view.getUint32(from, true);
      for (const { mask, shift, scale } of fields)
        data[to++] = Math.round(((value & mask) >>> shift) * scale);
    }
  }
  return { width, height, channels, data };
}

/** Bitmaps stand on their head unless they say otherwise. */
const fileRow = (y: number, { height, topDown }: BmpHeader) => (topDown ? y : height - 1 - y);
