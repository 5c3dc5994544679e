import { fillOutline, type Affine, type OutlineCommand } from '../drawing/fillOutline.ts';
import type { Random } from '../../../engine/random/Random.ts';
import type { Face } from './openFonts.ts';

export const LETTER_SIDE = 48;
const CAP_HEIGHT_PX = 32;

/** What is done to a letter after the type designer. */
export interface LetterFactors {
  /** Horizontal stretch, 1 leaves the letter as drawn. */
  stretch: number;
  /** Lean added to the face's own, in degrees, positive to the right. */
  leanDeg: number;
  /** Scale of the whole letter, 1 is a cap height of 32 pixels. */
  scale: number;
}

/** @param strength 1 for training, where the factors should be spread wide; less for letters nearer to their designer's */
export function drawLetterFactors(random: Random, strength: number): LetterFactors {
  return {
    stretch: Math.exp(strength * random.uniform(-0.25, 0.25)),
    leanDeg: strength * random.uniform(-8, 12),
    scale: 1 + strength * random.uniform(-0.08, 0.08),
  };
}

/** What can be seen of a letter, whatever its font calls it. */
export interface LetterMeasures {
  /** Share of the frame that is ink. */
  ink: number;
  /** Width of the letter over its cap height. */
  width: number;
  /** Lean of face and shear together. */
  slantDeg: number;
}

export interface DrawnLetter {
  /** [48, 48] uint8, white on black */
  pixels: Uint8Array;
  measures: LetterMeasures;
}

/** Draws a capital letter: cap height centred, ink centred from left to right (Q's tail may hang below). */
export function drawLetter(face: Face, letter: string, factors: LetterFactors): DrawnLetter {
  const outline = face.outlines.get(letter);
  if (!outline) throw new Error(`Font "${face.title}": no outline for "${letter}".`);
  const scale = (CAP_HEIGHT_PX * factors.scale) / face.capHeight;
  const shear = Math.tan((factors.leanDeg * Math.PI) / 180);
  const [left, right] = horizontalExtent(outline, factors.stretch, shear);
  // Wide letters of wide faces are narrowed until two pixels stay free on both sides.
  const fit = Math.min(1, (LETTER_SIDE - 4) / (scale * (right - left)));
  const sx = scale * fit;
  const baseline = LETTER_SIDE / 2 + (scale * face.capHeight) / 2;
  const toPixels: Affine = [
    sx * factors.stretch,
    0,
    sx * shear,
    -scale,
    LETTER_SIDE / 2 - (sx * (left + right)) / 2,
    baseline,
  ];
  const pixels = fillOutline(outline, toPixels, LETTER_SIDE, LETTER_SIDE);
  const ink = pixels.reduce((sum, value) => sum + value, 0) / (255 * pixels.length);
  const slantDeg =
    (Math.atan(Math.tan((face.slantDeg * Math.PI) / 180) * factors.stretch + shear) * 180) / Math.PI;
  return { pixels, measures: { ink, width: (fit * (right - left)) / face.capHeight, slantDeg } };
}

/** Leftmost and rightmost x of the stretched and sheared outline, by its points (control points included). */
function horizontalExtent(
  outline: readonly OutlineCommand[],
  stretch: number,
  shear: number,
): [number, number] {
  let [left, right] = [Infinity, -Infinity];
  for (const command of outline) {
    if (command.type === 'Z') continue;
    const x = command.x * stretch + command.y * shear;
    left = Math.min(left, x);
    right = Math.max(right, x);
  }
  return [left, right];
}
