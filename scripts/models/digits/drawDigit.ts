import type { Point, Polyline } from '../drawing/curves.ts';
import { drawStrokes, type Stroke } from '../drawing/drawStrokes.ts';
import type { Random } from '../../../engine/random/Random.ts';
import { digitStrokes, type DigitForm } from './digitStrokes.ts';

export const DIGIT_SIDE = 28;

/** Everything that is decided before the hand begins to tremble. */
export interface DigitFactors extends DigitForm {
  /** Shear: x moves by this much per unit of height, positive leans right. */
  slant: number;
  /** Turn of the whole digit, clockwise. */
  rotationDeg: number;
  /** Height of the digit in pixels. */
  sizePx: number;
  /** Width over height, 1 is usual. */
  aspect: number;
  /** Width of the pen in pixels. */
  strokeWidthPx: number;
  /** How much the hand trembles, 0..1. */
  jitter: number;
}

/** Draws factors as a crowd of writers has them: mostly upright and medium, a few bold, thin, narrow or slanted. */
export function drawDigitFactors(random: Random): DigitFactors {
  return {
    loopWidth: random.cutNormal(1, 0.16),
    curvature: random.cutNormal(0, 0.4),
    flourish: random.uniform(),
    slant: random.cutNormal(0.12, 0.17),
    rotationDeg: random.cutNormal(0, 2.5),
    sizePx: random.cutNormal(19.7, 0.6),
    aspect: random.cutNormal(1, 0.06),
    strokeWidthPx: random.cutNormal(2.7, 0.45),
    jitter: random.uniform(),
  };
}

/**
 * Draws one digit.
 * @param random the tremble: small shifts of the path and changes of pressure
 * @returns [28, 28] uint8, white ink on black, the ink's centre of mass in the middle as in MNIST
 */
export function drawDigit(digit: number, factors: DigitFactors, random: Random): Uint8Array {
  const place = placement(factors);
  const tremble = elasticWobble(random, 0.05 * factors.jitter);
  const paths = digitStrokes(digit, factors).map((path) => path.map((point) => place(tremble(point))));
  const centre = centreOfInk(paths);
  const toPixels = ([x, y]: Point): Point => [x - centre[0] + DIGIT_SIDE / 2, y - centre[1] + DIGIT_SIDE / 2];
  const strokes = paths.map((path) => penStroke(path.map(toPixels), factors, random));
  return drawStrokes(strokes, DIGIT_SIDE, DIGIT_SIDE);
}

/** From the digit's own box to pixels around (0, 0): stretch, shear, turn. */
function placement(factors: DigitFactors): (point: Point) => Point {
  const scale = (factors.sizePx - factors.strokeWidthPx) / 2;
  const angle = (factors.rotationDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return ([x, y]) => {
    const sheared = x * factors.aspect * 1.2 - y * factors.slant;
    return [scale * (sheared * cos - y * sin), scale * (sheared * sin + y * cos)];
  };
}

/** A smooth displacement of the plane: two waves per axis, of about one to two swings over the digit. */
function elasticWobble(random: Random, amplitude: number): (point: Point) => Point {
  const wave = (): ((point: Point) => number) => {
    const direction = random.uniform(0, 2 * Math.PI);
    const frequency = random.uniform(1.5, 4);
    const phase = random.uniform(0, 2 * Math.PI);
    return ([x, y]) => Math.sin(frequency * (x * Math.cos(direction) + y * Math.sin(direction)) + phase);
  };
  const waves = [wave(), wave(), wave(), wave()] as const;
  return (point) => [
    point[0] + amplitude * (waves[0](point) + waves[1](point)),
    point[1] + amplitude * (waves[2](point) + waves[3](point)),
  ];
}

/** The mean of the paths, weighted by length. */
function centreOfInk(paths: readonly Polyline[]): Point {
  let [sumX, sumY, total] = [0, 0, 0];
  for (const path of paths) {
    for (let i = 0; i + 1 < path.length; i++) {
      const [a, b] = [path[i] as Point, path[i + 1] as Point];
      const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
      sumX += (length * (a[0] + b[0])) / 2;
      sumY += (length * (a[1] + b[1])) / 2;
      total += length;
    }
  }
  return [sumX / total, sumY / total];
}

/** The pen presses a little unevenly, and lifts at the end of a stroke. */
function penStroke(path: Polyline, factors: DigitFactors, random: Random): Stroke {
  const phase = random.uniform(0, 2 * Math.PI);
  const unevenness = 0.06 + 0.08 * factors.jitter;
  const radius = path.map((_, i) => {
    const along = i / (path.length - 1);
    const lift = 1 - 0.25 * Math.max(0, along - 0.85) * (1 / 0.15);
    return (factors.strokeWidthPx / 2) * lift * (1 + unevenness * Math.sin(2 * Math.PI * along + phase));
  });
  return { path, radius };
}
