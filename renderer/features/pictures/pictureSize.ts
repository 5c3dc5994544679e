/** Pixels of a picture. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Beyond this a page's canvas gives out, whatever the GPU. */
export const SIDE_MOST_PX = 16_384;
/** 400 MB while the picture is being made. */
export const PIXELS_MOST = 100_000_000;

const inWords = (value: number): string => (Number.isFinite(value) ? value.toLocaleString('en') : 'nothing');

/** '4,000 × 2,250 pixels' */
export const sizeWords = ({ width, height }: PictureSize): string =>
  `${inWords(width)} × ${inWords(height)} pixels`;

/** Why a picture cannot have this size, and what to do; null where it can. */
export function whyNotSize(size: PictureSize, leastPx = 1): string | null {
  const { width, height } = size;
  const isWhole = Number.isInteger(width) && Number.isInteger(height);
  if (!isWhole || Math.min(width, height) < leastPx || Math.max(width, height) > SIDE_MOST_PX) {
    return `Expected sides of ${inWords(leastPx)} to ${inWords(SIDE_MOST_PX)} whole pixels, got ${inWords(width)} × ${inWords(height)}. Choose another size.`;
  }
  const millions = (count: number): number => Math.ceil(count / 1_000_000);
  return width * height > PIXELS_MOST
    ? `Expected at most ${millions(PIXELS_MOST)} million pixels, got ${millions(width * height)} million. Choose a smaller size.`
    : null;
}
