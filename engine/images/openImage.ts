import { isImageFormat, sniffFormat, whyNoImage } from '../../protocol/imageFormats.ts';
import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { readArrayRow } from './arrays/openArrayFile.ts';
import { decodeBmp } from './decodeBmp.ts';
import { decodePlainPng } from './decodePlainPng.ts';
import { decodePnm } from './decodePnm.ts';
import type { ImageSource } from './ImageSource.ts';
import { checkSize, MAX_PIXELS, type RawImage } from './RawImage.ts';
import { readFileBytes } from './readFileBytes.ts';

/** Baseline JPEG and plain PNG are decoded a few lines at a time, so their size costs time and no memory. */
const MAX_STREAMED_PIXELS = 512 * 1024 * 1024;

export const SHARP_OPTIONS: SharpOptions = {
  // Refuses damaged pixels and checksums, lets odd metadata pass.
  failOn: 'error',
  limitInputPixels: MAX_STREAMED_PIXELS,
  sequentialRead: true,
};

/** An image whose size is known and allowed: encoded, for sharp, or already decoded. Width and height are upright ones. */
export type OpenedImage =
  | { kind: 'encoded'; width: number; height: number; bytes: Buffer; metadata: Metadata }
  | { kind: 'decoded'; width: number; height: number; image: RawImage };

/**
 * Reads an image as far as its size.
 * @throws Error in words, for what is no image or too large a one
 */
export async function openImage(source: ImageSource): Promise<OpenedImage> {
  if (source.row !== undefined) return decoded(readArrayRow(source.path, source.row));
  const bytes = await readFileBytes(source.path, source.sizeBytes);
  const format = sniffFormat(bytes);
  // sharp's build reads neither of these two.
  if (format === 'bmp') return decoded(decodeBmp(bytes));
  if (format === 'pnm') return decoded(decodePnm(bytes));
  if (!isImageFormat(format)) throw new Error(whyNoImage(format));
  const plain = format === 'png' ? decodePlainPng(bytes) : null;
  if (plain) return decoded(plain);
  const metadata = await sharp(bytes, SHARP_OPTIONS).metadata();
  const { width, height } = metadata.autoOrient;
  checkSize(width, height, isStreamed(metadata) ? MAX_STREAMED_PIXELS : MAX_PIXELS);
  return { kind: 'encoded', width, height, bytes, metadata };
}

const decoded = (image: RawImage): OpenedImage => ({
  kind: 'decoded',
  width: image.width,
  height: image.height,
  image,
});

function isStreamed({ format, isProgressive, orientation }: Metadata): boolean {
  if (isProgressive) return false;
  // A JPEG shrinks while it loads; a PNG that must be turned is held whole.
  return format === 'jpeg' || (format === 'png' && (orientation ?? 1) === 1);
}
