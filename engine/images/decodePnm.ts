import { checkSize, type RawImage } from './RawImage.ts';

/**
 * Decodes a portable bitmap, greymap or pixmap (PBM, PGM, PPM; text and binary; 8 and 16 bits). Netpbm's pnm(5).
 * @throws Error in words; a file cut short is refused
 */
export function decodePnm(bytes: Uint8Array): RawImage {
  const kind = (bytes[1] ?? 0) - 48;
  const isBitmap = kind === 1 || kind === 4;
  const channels = kind === 3 || kind === 6 ? 3 : 1;
  const header = readNumbers(bytes, 2, isBitmap ? 2 : 3);
  const [width = 0, height = 0, maximum = 1] = header.numbers;
  checkSize(width, height);
  if (maximum < 1 || maximum > 65535) throw new Error(`its largest value is ${maximum}; expected 1 to 65535`);
  const count = width * height * channels;
  // One white-space character separates the header from binary pixels.
  const pixels = bytes.subarray(kind > 3 ? header.end + 1 : header.end);
  const sampleBytes = maximum > 255 ? 2 : 1;
  const rowBytes = Math.ceil(width / 8);
  // In text each number takes a digit and a space, a bit at least a digit.
  const textBytes = isBitmap ? count : count * 2 - 1;
  const needed = kind <= 3 ? textBytes : kind === 4 ? rowBytes * height : count * sampleBytes;
  if (pixels.length < needed)
    throw new Error(`cut short: ${pixels.length} bytes of pixels where ${needed} were expected`);

  const data = new Uint8Array(count);
  if (kind <= 3) {
    const { numbers } = isBitmap ? readBits(pixels, count) : readNumbers(pixels, 0, count);
    for (let i = 0; i < count; i++) data[i] = scaled(numbers[i] ?? 0, maximum);
  } else if (kind === 4) {
    for (let i = 0; i < count; i++) {
      const x = i % width;
      const byte = pixels[Math.floor(i / width) * rowBytes + (x >> 3)] ?? 0;
      data[i] = (byte >> (7 - (x & 7))) & 1;
    }
  } else {
    for (let i = 0; i < count; i++) {
      const value = sampleBytes === 1 ? pixels[i]! : pixels[i * 2]! * 256 + pixels[i * 2 + 1]!;
      data[i] = scaled(value, maximum);
    }
  }
  // In bitmaps 1 is ink.
  if (isBitmap) for (let i = 0; i < count; i++) data[i] = data[i] === 0 ? 255 : 0;
  return { width, height, channels, data };
}

const scaled = (value: number, maximum: number) => Math.min(255, Math.round((value * 255) / maximum));
const isSpace = (byte: number | undefined) => byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);

/** Decimal numbers between white space and # comments. */
function readNumbers(bytes: Uint8Array, start: number, count: number): { numbers: number[]; end: number } {
  const numbers: number[] = [];
  let at = start;
  while (numbers.length < count) {
    while (isSpace(bytes[at]) || bytes[at] === 35) {
      if (bytes[at] === 35) while (at < bytes.length && bytes[at] !== 10) at += 1;
      else at += 1;
    }
    let value = 0;
    const first = at;
    for (let digit = bytes[at]; digit !== undefined && digit >= 48 && digit <= 57; digit = bytes[++at]) {
      value = Math.min(value * 10 + digit - 48, Number.MAX_SAFE_INTEGER);
    }
    if (at === first)
      throw new Error(`cut short or no image: ${numbers.length} of ${count} numbers were found`);
    numbers.push(value);
  }
  return { numbers, end: at };
}

/** The text bitmap's digits need no space between them. */
function readBits(bytes: Uint8Array, count: number): { numbers: number[] } {
  const numbers: number[] = [];
  for (const byte of bytes) {
    if (numbers.length === count) break;
    if (byte === 48 || byte === 49) numbers.push(byte - 48);
    else if (!isSpace(byte)) throw new Error(`a text bitmap of 0 and 1 holds the byte ${byte}`);
  }
  if (numbers.length < count) throw new Error(`cut short: ${numbers.length} of ${count} pixels were found`);
  return { numbers };
}
