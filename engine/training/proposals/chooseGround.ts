/** What transparent images can be laid on; the first of those that suit equally well is taken. */
export const GROUNDS = ['#ffffff', '#000000', '#808080'] as const;
export type Ground = (typeof GROUNDS)[number];

export interface Transparency {
  /** Of the images looked at, those with transparent pixels. */
  share: number;
  /** Mean luminance of what they show beside transparent pixels, 0..255. */
  edgeLuminance: number;
  /** The ground from which that stands out best. */
  ground: Ground;
}

/** Below half of it a pixel counts as transparent. */
const OPAQUE = 128;
/** An image with fewer transparent pixels has no more than soft corners. */
const TRANSPARENT_SHARE = 0.01;
/** More than this much lighter or darker stands out no better. */
const CLEAR_DIFFERENCE = 96;

/**
 * The ground on which transparent images are seen best: of white, black and grey the one from which the opaque pixels
 * that touch transparent ones differ most, differences that are clear enough counted alike. Dark drawings and colourful ones
 * come on white, white ones on black, and a set of black and white ones on grey.
 * @param onBlack [N,S,S,3] uint8, the images over black
 * @param onWhite the same over white: where the two differ, the image is transparent
 * @returns null where none has transparent pixels
 */
export function chooseGround(onBlack: Uint8Array, onWhite: Uint8Array, side: number): Transparency | null {
  const imagePixels = side * side;
  const count = onBlack.length / (3 * imagePixels);
  const scores = GROUNDS.map(() => 0);
  let transparentImages = 0;
  let luminanceSum = 0;
  let edgePixels = 0;
  for (let image = 0; image < count; image++) {
    const from = image * imagePixels;
    const alpha = Uint8Array.from({ length: imagePixels }, (_, i) => alphaAt(onBlack, onWhite, from + i));
    const transparent = alpha.reduce((sum, value) => sum + (value < OPAQUE ? 1 : 0), 0);
    if (transparent < TRANSPARENT_SHARE * imagePixels) continue;
    transparentImages++;
    for (let i = 0; i < imagePixels; i++) {
      if (alpha[i]! < OPAQUE || !touchesTransparent(alpha, i, side)) continue;
      const colour = [0, 1, 2].map((c) => Math.min(255, (onBlack[3 * (from + i) + c]! * 255) / alpha[i]!));
      GROUNDS.forEach((ground, at) => {
        const grey = Number.parseInt(ground.slice(1, 3), 16);
        // Yellow is as light as white, and stands out from it by its blue.
        const difference = Math.max(...colour.map((value) => Math.abs(value - grey)));
        scores[at]! += Math.min(CLEAR_DIFFERENCE, difference);
      });
      luminanceSum += luminance(colour);
      edgePixels++;
    }
  }
  if (transparentImages === 0) return null;
  const best = scores.indexOf(Math.max(...scores));
  return {
    share: transparentImages / count,
    edgeLuminance: edgePixels > 0 ? luminanceSum / edgePixels : 0,
    ground: GROUNDS[best]!,
  };
}

/** From what shows through: 255 less the difference of the two, 0..255. */
function alphaAt(onBlack: Uint8Array, onWhite: Uint8Array, pixel: number): number {
  const at = 3 * pixel + 1;
  return Math.min(255, Math.max(0, 255 - (onWhite[at]! - onBlack[at]!)));
}

/** As ITU-R BT.601 weighs the three. */
const luminance = (rgb: readonly number[]): number => 0.299 * rgb[0]! + 0.587 * rgb[1]! + 0.114 * rgb[2]!;

function touchesTransparent(alpha: Uint8Array, i: number, side: number): boolean {
  const x = i % side;
  return (
    (x > 0 && alpha[i - 1]! < OPAQUE) ||
    (x < side - 1 && alpha[i + 1]! < OPAQUE) ||
    (i >= side && alpha[i - side]! < OPAQUE) ||
    (i < alpha.length - side && alpha[i + side]! < OPAQUE)
  );
}
