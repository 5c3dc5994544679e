/** A decoded image as bytes. */
export interface RawImage {
  width: number;
  height: number;
  /** Grey, grey and alpha, RGB, RGBA. */
  channels: 1 | 2 | 3 | 4;
  /** [H,W,C] uint8 */
  data: Uint8Array;
}

/** More pixels than this are not decoded where the decoder holds the whole image in memory. */
export const MAX_PIXELS = 128 * 1024 * 1024;

/**
 * Checks an image's size before anything is allocated for it.
 * @throws Error in words
 */
export function checkSize(width: number, height: number, maxPixels = MAX_PIXELS): void {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw new Error(`it says it is ${width} x ${height} pixels; expected at least 1 x 1`);
  }
  if (width * height > maxPixels) {
    throw new Error(
      `it says it is ${width} x ${height} pixels; at most ${Math.round(maxPixels / 1e6)} million are decoded: save it smaller`,
    );
  }
}
