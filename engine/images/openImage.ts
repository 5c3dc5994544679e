import { isImageFormat, SNIFF_BYTES, sniffFormat, whyNoImage } from '../../protocol/imageFormats.ts';
import type { ImageSize } from '../../protocol/imageSize.ts';
import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { openArrayRow } from './arrays/openArrayRow.ts';
import { decodeMemory, type DecodeMemory } from './DecodeMemory.ts';
import { decodePlainPng } from './decodePlainPng.ts';
import type { ImageSource } from './ImageSource.ts';
import { openBmp } from './openBmp.ts';
import { openPnm } from './openPnm.ts';
import { checkSize, MAX_PIXELS } from './RawImage.ts';
import { readHead } from '../files/readHead.ts';
import { readFileBytes } from './readFileBytes.ts';
import type { SizedImage } from './SizedImage.ts';

/** Baseline JPEG and plain PNG are decoded a few rows at a time, so their height costs time and no memory. */
const MAX_STREAMED_PIXELS = 512 * 1024 * 1024;
/** Rows that libvips' buffers of a streamed image hold at its peak, and how often it holds each of a low one. */
const STREAMED_ROWS = 400;
const STREAMED_COPIES = 4;
/** The decoder's own, and the turned or converted one. */
const WHOLE_COPIES = 1.5;
const BYTES_PER_SAMPLE: Readonly<Record<string, number>> = {
  ushort: 2,
  short: 2,
  int: 4,
  uint: 4,
  float: 4,
  double: 8,
};

/** The longest header of a bitmap, with its masks. */
const BMP_HEADER_BYTES = 256;

export const SHARP_OPTIONS: SharpOptions = {
  // Refuses damaged pixels and checksums, lets odd metadata pass.
  failOn: 'error',
  limitInputPixels: MAX_STREAMED_PIXELS,
  sequentialRead: true,
};

/** An image whose size is known and allowed; its pixels are not read yet. Width and height are upright ones. */
export type OpenedImage =
  | { kind: 'encoded'; width: number; height: number; memoryBytes: number; bytes: Buffer; metadata: Metadata }
  | ({ kind: 'own' } & SizedImage);

/**
 * Opens an image and lends it to `use` once there is memory free for its file and its pixels.
 * @throws Error in words, for what is no image or too large a one; whatever `use` throws
 */
export function useImage<T>(
  source: ImageSource,
  use: (image: OpenedImage) => Promise<T>,
  memory: DecodeMemory = decodeMemory,
): Promise<T> {
  return memory.holdFile(source.sizeBytes, async () => {
    const opened = await openImage(source);
    return memory.holdPixels(opened.memoryBytes, () => use(opened));
  });
}

/**
 * Reads an image as far as its size.
 * @throws Error in words, for what is no image or too large a one
 */
export async function openImage(source: ImageSource): Promise<OpenedImage> {
  if (source.row !== undefined) return { kind: 'own', ...(await openArrayRow(source.path, source.row)) };
  const bytes = await readFileBytes(source.path, source.sizeBytes);
  const format = sniffFormat(bytes);
  // sharp's build reads neither of these two.
  if (format === 'bmp') return { kind: 'own', ...openBmp(bytes) };
  if (format === 'pnm') return { kind: 'own', ...openPnm(bytes) };
  if (!isImageFormat(format)) throw new Error(whyNoImage(format));
  const plain = format === 'png' ? decodePlainPng(bytes) : null;
  if (plain) {
    const { width, height } = plain;
    return { kind: 'own', width, height, memoryBytes: 0, decode: () => plain };
  }
  const metadata = await sharp(bytes, SHARP_OPTIONS).metadata();
  const { width, height } = checked(metadata);
  return { kind: 'encoded', width, height, memoryBytes: decodeBytes(metadata), bytes, metadata };
}

/**
 * An image's upright width and height, from its header where its format has one at its beginning.
 * @throws Error in words, for what is no image or too large a one
 */
export async function openImageSize(source: ImageSource): Promise<ImageSize> {
  const format = source.row === undefined ? sniffFormat(readHead(source.path, SNIFF_BYTES)) : null;
  // Arrays say it themselves; portable anymaps are read as text; what is no image is told in openImage's words.
  if (format === null || format === 'pnm' || !isImageFormat(format)) return sizeOf(await openImage(source));
  if (format === 'bmp') return sizeOf(openBmp(readHead(source.path, BMP_HEADER_BYTES)));
  const metadata = await sharp(source.path, SHARP_OPTIONS).metadata();
  return sizeOf(checked(metadata));
}

const sizeOf = ({ width, height }: ImageSize): ImageSize => ({ width, height });

/** The upright size of what sharp opened. */
function checked(metadata: Metadata): ImageSize {
  const { width, height } = metadata.autoOrient;
  checkSize(width, height, isStreamed(metadata) ? MAX_STREAMED_PIXELS : MAX_PIXELS);
  return { width, height };
}

/** What libvips allocates for an image, measured: by its rows where it is streamed, else by the whole. */
function decodeBytes(metadata: Metadata): number {
  const { width, height, channels, depth } = metadata;
  const rowBytes = width * channels * (BYTES_PER_SAMPLE[depth] ?? 1);
  return isStreamed(metadata)
    ? rowBytes * Math.min(STREAMED_ROWS, height * STREAMED_COPIES)
    : rowBytes * height * WHOLE_COPIES;
}

function isStreamed({ format, isProgressive, orientation, space, hasProfile }: Metadata): boolean {
  // Inks without a profile are turned into RGB by fitImage, from the whole image.
  if (isProgressive || (space === 'cmyk' && !hasProfile)) return false;
  // A JPEG shrinks while it loads; a PNG that must be turned is held whole.
  return format === 'jpeg' || (format === 'png' && (orientation ?? 1) === 1);
}
