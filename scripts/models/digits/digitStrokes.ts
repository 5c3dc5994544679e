import { ellipseArc, smoothThrough, type Point, type Polyline } from '../drawing/curves.ts';

/** What makes one hand's digit different from another's, besides slant, size and pen. */
export interface DigitForm {
  /** Half-width of the digit's loops and bows, 1 is usual: 0.7..1.3. */
  loopWidth: number;
  /** How bent strokes are that could be straight, and how round corners are: -1..1. */
  curvature: number;
  /** How far the digit's own flourish goes, 0..1: the flag of 1, the bar of 7, the gap of 4, the tail of 2 and so on. */
  flourish: number;
}

/**
 * The pen's paths for one digit, in a box of x -0.6..0.6 and y -1..1 (y downwards).
 * @param digit 0..9
 */
export function digitStrokes(digit: number, form: DigitForm): Polyline[] {
  const paths = DIGITS[digit]?.(form);
  if (!paths) throw new Error(`Expected a digit 0..9, got ${digit}.`);
  return paths;
}

const DIGITS: readonly ((form: DigitForm) => Polyline[])[] = [
  zero,
  one,
  two,
  three,
  four,
  five,
  six,
  seven,
  eight,
  nine,
];

function zero({ loopWidth, curvature, flourish }: DigitForm): Polyline[] {
  const rx = 0.56 * loopWidth;
  // The pen starts at the top right and closes the ring a little past or short of its start.
  const start = -Math.PI / 2 + 0.25;
  const overlap = 0.15 + 0.35 * flourish;
  return [
    ellipseArc([0, 0], [rx, 1], start, start - 2 * Math.PI - overlap, 48).map(([x, y], i): Point => {
      const drift = (i / 48 - 0.5) * 0.1 * flourish;
      return [x * (1 + 0.1 * curvature * (1 - y * y)) + drift * 0.5, y + drift * 0.4];
    }),
  ];
}

function one({ curvature, flourish }: DigitForm): Polyline[] {
  const bow = 0.09 * curvature;
  const stem = smoothThrough([
    [0.06, -1],
    [0.06 + bow, -0.3],
    [0.06 + bow, 0.35],
    [0.06, 1],
  ]);
  const flag = smoothThrough([
    [0.06 - 0.42 * flourish, -1 + 0.42 * flourish],
    [0.06 - 0.17 * flourish, -1 + 0.24 * flourish],
    [0.06, -1],
  ]);
  return [flag, stem];
}

function two({ loopWidth, curvature, flourish }: DigitForm): Polyline[] {
  const w = 0.5 * loopWidth;
  const corner: Point = [-0.52, 0.9];
  const bow = smoothThrough([
    [-w, -0.58],
    [-w * 0.55, -0.92],
    [0.05, -1],
    [w * 0.85, -0.8],
    [w, -0.45],
    [w * 0.6, 0.02],
    [-0.05, 0.48 + 0.04 * curvature],
    corner,
  ]);
  const wave = 0.1 * curvature;
  const base = smoothThrough([
    corner,
    [-0.2, 0.88 - wave],
    [0.15, 0.92 + wave * 0.4],
    [0.5 + 0.12 * flourish, 0.9 - 0.16 * flourish * curvature],
  ]);
  return [bow, base];
}

function three({ loopWidth, curvature, flourish }: DigitForm): Polyline[] {
  const w = loopWidth;
  const waist: Point = [-0.08 - 0.1 * flourish, -0.08];
  const upper = smoothThrough([
    [-0.48 * w, -0.72],
    [-0.2 * w, -0.96],
    [0.12, -0.98],
    [0.4 * w, -0.72],
    [0.34 * w, -0.36],
    waist,
  ]);
  const lower = smoothThrough([
    waist,
    [0.3 * w, 0.02],
    [0.52 * w, 0.4],
    [0.34 * w, 0.84],
    [-0.06, 1],
    [-0.5 * w, 0.78 + 0.06 * curvature],
  ]);
  return [upper, lower];
}

function four({ loopWidth, curvature, flourish }: DigitForm): Polyline[] {
  const w = 0.5 * loopWidth;
  // Open at flourish 0, closed at the top at 1: the first stroke starts ever nearer to the stem.
  const topX = -0.36 + 0.54 * flourish;
  const corner: Point = [-w - 0.04, 0.26];
  const down = smoothThrough([[topX, -1], [(topX + corner[0]) / 2 - 0.05 * curvature, -0.36], corner]);
  const across = smoothThrough([corner, [0.1, 0.25 - 0.05 * curvature], [w + 0.1, 0.2]]);
  const stemTop = -0.42 - 0.5 * flourish;
  const stem = smoothThrough([
    [0.24, stemTop],
    [0.2 + 0.05 * curvature, 0.25],
    [0.16, 1],
  ]);
  return [[...down, ...across], stem];
}

function five({ loopWidth, curvature, flourish }: DigitForm): Polyline[] {
  const w = loopWidth;
  const neck: Point = [-0.38 * w, -0.16];
  const back: Point = [-0.3 * w, -0.96];
  const top = smoothThrough([
    [0.34 + 0.16 * flourish, -1 + 0.06 * curvature],
    [0.05, -0.96 - 0.05 * curvature],
    back,
  ]);
  const down = smoothThrough([back, [-0.36 * w, -0.55], neck]);
  const bowl = smoothThrough([
    neck,
    [-0.04, -0.32],
    [0.36 * w, -0.12],
    [0.52 * w, 0.32],
    [0.36 * w, 0.8],
    [-0.04, 1],
    [-0.46 * w, 0.8],
  ]);
  return [[...top, ...down, ...bowl]];
}

function six({ loopWidth, curvature, flourish }: DigitForm): Polyline[] {
  const w = 0.46 * loopWidth;
  return [
    smoothThrough([
      [0.2 + 0.18 * flourish, -1 + 0.05 * flourish],
      [-0.1 - 0.04 * curvature, -0.62],
      [-w * 0.92, 0.02],
      [-w * 0.98, 0.5],
      [-w * 0.5, 0.92],
      [0.04, 1],
      [w * 0.86, 0.78],
      [w, 0.42],
      [w * 0.6, 0.08],
      [0, 0.02],
      [-w * 0.62, 0.26],
      [-w * 0.95, 0.55],
    ]),
  ];
}

function seven({ loopWidth, curvature, flourish }: DigitForm): Polyline[] {
  const w = 0.48 * loopWidth;
  const corner: Point = [w, -0.94];
  const top = smoothThrough([[-w, -0.86], [-w * 0.3, -0.93 - 0.03 * curvature], corner]);
  const leg = smoothThrough([
    corner,
    [w * 0.58 + 0.07 * curvature, -0.3],
    [0.06 + 0.06 * curvature, 0.35],
    [-0.1, 1],
  ]);
  if (flourish < 0.05) return [[...top, ...leg]];
  const reach = 0.3 * flourish;
  return [
    [...top, ...leg],
    [
      [0.14 - reach, 0.06],
      [0.14 + reach, 0],
    ],
  ];
}

function eight({ loopWidth, curvature, flourish }: DigitForm): Polyline[] {
  const upper = 0.4 * loopWidth;
  const lower = 0.48 * loopWidth;
  const waist = -0.08;
  const lean = 0.04 * curvature;
  return [
    smoothThrough(
      [
        [0.03, -1 + 0.05 * flourish],
        [-upper * 0.85, -0.8],
        [-upper * 0.85, -0.42],
        [lean, waist],
        [lower * 0.88, 0.3],
        [lower * 0.84, 0.78],
        [0, 1],
        [-lower * 0.84, 0.78],
        [-lower * 0.88, 0.3],
        [-lean, waist],
        [upper * 0.85, -0.42],
        [upper * 0.85, -0.8],
      ],
      true,
    ),
  ];
}

function nine({ loopWidth, curvature, flourish }: DigitForm): Polyline[] {
  const w = 0.44 * loopWidth;
  return [
    smoothThrough([
      [w, -0.62],
      [w * 0.6, -0.94],
      [0, -1],
      [-w * 0.8, -0.82],
      [-w, -0.5],
      [-w * 0.62, -0.16],
      [0, -0.1],
      [w * 0.66, -0.28],
      [w, -0.62],
      [w * 0.98, -0.1],
      [w * 0.8 + 0.06 * curvature, 0.4],
      [w * 0.45 - 0.3 * flourish * 0.5, 1],
    ]),
  ];
}
