import { checkSize, type RawImage } from './RawImage.ts';
import type { SizedImage } from './SizedImage.ts';

/**
 * Opens a portable bitmap, greymap or pixmap (PBM, PGM, PPM; text and binary; 8 and 16 bits). Netpbm's pnm(5).
 * @throws Error in words; a file cut short is refused
 */
export function openPnm(bytes: Uint8Array): SizedImage {
  const kind = (bytes[1] ?? 0) - 48;
  const isBitmap = kind === 1 || kind === 4;
  const channels = kind === 3 || kind === 6 ? 3 : 1;
  const header = new Float64Array(isBitmap ? 2 : 3);
  const headerEnd = readNumbers(bytes, 2, header);
  const [width = 0, height = 0, maximum = 1] = header;
  checkSize(width, height);
  if (maximum < 1 || maximum > 65535) throw new Error(`its largest value is ${maximum}; expected 1 to 65535`);
  const count = width * height * channels;
  // One white-space character separates the header from binary pixels.
  const pixels = bytes.subarray(kind > 3 ? headerEnd + 1 : headerEnd);
  const sampleBytes = maximum > 255 ? 2 : 1;
  const rowBytes = Math.ceil(width / 8);
  // In text each number takes a digit and a space, a bit at least a digit.
  const textBytes = isBitmap ? count : count * 2 - 1;
  const needed = kind <= 3 ? textBytes : kind === 4 ? rowBytes * height : count * sampleBytes;
  if (pixels.length < needed)
    throw new Error(`cut short: ${pixels.length} bytes of pixels where ${needed} were expected`);
  const decode = (): RawImage => {
    const data = new Uint8Array(count);
    if (kind <= 3) {
      const numbers = new Uint16Array(count);
      if (isBitmap) readBits(pixels, numbers);
      else readNumbers(pixels, 0, numbers);
      for (let i = 0; i < count; i++) data[i] = scaled(numbers[i]!, maximum);
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
  };
  // The numbers of a text take two bytes each beside the pixels.
  return { width, height, memoryBytes: count * (kind <= 3 ? 3 : 1), decode };
}

const scaled = (value: number, maximum: number) => Math.min(255, Math.round((value * 255) / maximum));
const isSpace = (byte: number | undefined) => byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);

/**
 * Fills an array with decimal numbers between white space and # comments.
 * @returns where they end
 */
function readNumbers(bytes: Uint8Array, start: number, numbers: Float64Array | Uint16Array): number {
  // A number past the largest value is white: what the array cannot hold must not wrap around.
  const most = numbers instanceof Uint16Array ? 0xffff : Number.MAX_SAFE_INTEGER;
  let at = start;
  for (let i = 0; i < numbers.length; i++) {
    while (isSpace(bytes[at]) || bytes[at] === 35) {
      if (bytes[at] === 35) while (at < bytes.length && bytes[at] !== 10) at += 1;
      else at += 1;
    }
    let value = 0;
    const first = at;
    for (let digit = bytes[at]; digit !== undefined && digit >= 48 && digit <= 57; digit = bytes[++at]) {
      value = Math.min(value * 10 + digit - 48, most);
    }
    if (at === first) throw new Error(`cut short or no image: ${i} of ${numbers.length} numbers were found`);
    numbers[i] = value;
  }
  return at;
}

/** The text bitmap's digits need no space between them. */
function readBits(bytes: Uint8Array, numbers: Uint16Array): void {
  let filled = 0;
  for (const byte of bytes) {
    if (filled === numbers.length) break;
    if (byte === 48 || byte === 49) numbers[filled++] = byte - 48;
    else if (!isSpace(byte)) throw new Error(`a text bitmap of 0 and 1 holds the byte ${byte}`);
  }
  if (filled < numbers.length) throw new Error(`cut short: ${filled} of ${numbers.length} pixels were found`);
}
