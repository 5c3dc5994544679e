import type { RawImage } from './RawImage.ts';

/** An image whose header has been read and whose pixels have not: what they take is known before it is taken. */
export interface SizedImage {
  width: number;
  height: number;
  /** Bytes that decode allocates at its peak, the result included. */
  memoryBytes: number;
  /** @throws Error in words, for damaged pixels */
  decode(): RawImage;
}
