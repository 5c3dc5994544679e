/** What a writer of moving pictures is given: frames of one size, made one after the other as they are asked for. */
export interface Film {
  width: number;
  height: number;
  /** Frames. */
  count: number;
  /** Frames a second. */
  fps: number;
  /** Whether it begins again at its end, for ever. */
  repeats: boolean;
  /** Whether red, green and blue are the same everywhere. */
  isGrey: boolean;
  /** Whether each pixel of a model's image is a block of one colour, which lossless compression keeps small. */
  isBlocky: boolean;
  /** [H,W,4] uint8, opaque; each a buffer of its own. Can be gone through again. */
  frames(): AsyncIterable<Uint8Array>;
}
