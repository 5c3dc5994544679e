import type { Point } from '../drawing/curves.ts';
import { smoothThrough } from '../drawing/curves.ts';
import { Random } from '../../../engine/random/Random.ts';
import { FOLD_MODES, type HeadFactors } from './headFactors.ts';

/**
 * Shapes of a head slice in brain space: the brain's half-length is 1, the origin its middle, x to the right of the
 * picture, y to the back of the head (downwards). Everything that has a partner is given once, for the right side.
 */

/** A furrow or a horn of a ventricle: a path with a half-width at each point. */
export interface Tube {
  path: readonly Point[];
  radius: readonly number[];
}

export interface Ellipse {
  centre: Point;
  radius: Point;
  /** Turn, clockwise. */
  angleRad: number;
  /** 0..1: how much of it this slice cuts. */
  presence: number;
}

export const BRAIN_HALF_WIDTH = 0.8;

/** Radius of the brain's outline in direction (x, y): an egg, wider behind the middle than before it. */
export function brainNorm(x: number, y: number): number {
  return Math.hypot(x / (BRAIN_HALF_WIDTH * (1 + 0.1 * y - 0.06 * y * y)), y);
}

/** The point of the outline at an angle from the forehead (0) to the back of the head (π), right side. */
function outlinePoint(angleRad: number): Point {
  const y = -Math.cos(angleRad);
  return [BRAIN_HALF_WIDTH * (1 + 0.1 * y - 0.06 * y * y) * Math.sin(angleRad), y];
}

/** How the furrows of the one atlas brain lie, and how each of the fold modes moves them. Drawn once, from a fixed seed. */
interface FurrowPlan {
  angleRad: number;
  depth: number;
  tilt: number;
  bends: readonly number[];
  fork: number;
  modes: readonly { angle: number; depth: number; tilt: number; bend: number }[];
}

const FURROWS_PER_SIDE = 15;

const ATLAS: readonly (readonly FurrowPlan[])[] = ['right', 'left'].map((side) => {
  return Array.from({ length: FURROWS_PER_SIDE }, (_, i): FurrowPlan => {
    // Both sides share a plan; each then goes its own way a little.
    const shared = new Random(`head atlas/furrow ${i}`);
    const own = new Random(`head atlas/furrow ${i}/${side}`);
    return {
      angleRad:
        ((i + 0.62) / (FURROWS_PER_SIDE + 0.2)) * Math.PI +
        shared.uniform(-0.05, 0.05) +
        own.uniform(-0.04, 0.04),
      depth: (i % 2 === 0 ? 0.27 : 0.17) + shared.uniform(-0.03, 0.05) + own.uniform(-0.03, 0.03),
      tilt: shared.uniform(-0.5, 0.5) + own.uniform(-0.15, 0.15),
      bends: [0, 1, 2].map(() => shared.uniform(-0.055, 0.055) + own.uniform(-0.02, 0.02)),
      fork: shared.uniform() < 0.6 ? shared.uniform(0.06, 0.12) : 0,
      modes: Array.from({ length: FOLD_MODES }, () => ({
        angle: own.normal(0, 0.028),
        depth: own.normal(0, 0.018),
        tilt: own.normal(0, 0.1),
        bend: own.normal(0, 0.011),
      })),
    };
  });
});

/** The furrows of the brain's outer surface. side is 1 for the right of the picture, -1 for the left. */
export function surfaceFurrows(head: HeadFactors, side: 1 | -1): Tube[] {
  const furrows: Tube[] = [];
  for (const plan of ATLAS[side === 1 ? 0 : 1] ?? []) {
    const along = (key: 'angle' | 'depth' | 'tilt' | 'bend'): number =>
      plan.modes.reduce((sum, mode, k) => sum + mode[key] * (head.folds[k] ?? 0), 0);
    // Going up, furrows run together towards the middle of the arc and deepen.
    const angle =
      plan.angleRad + along('angle') + 0.22 * (head.sliceHeight - 0.4) * Math.sin(2 * plan.angleRad);
    const depth = (plan.depth + along('depth')) * (1 + 0.35 * head.sliceHeight);
    const start = outlinePoint(angle);
    const length = Math.hypot(start[0], start[1]);
    const inward: Point = [-start[0] / length, -start[1] / length];
    const turn = plan.tilt + along('tilt');
    const direction: Point = [
      inward[0] * Math.cos(turn) - inward[1] * Math.sin(turn),
      inward[0] * Math.sin(turn) + inward[1] * Math.cos(turn),
    ];
    const across: Point = [-direction[1], direction[0]];
    const at = (share: number, sideways: number): Point => [
      side * (start[0] + direction[0] * depth * share + across[0] * sideways),
      start[1] + direction[1] * depth * share + across[1] * sideways,
    ];
    const bend = plan.bends.map((value) => value + along('bend'));
    const end = at(1, bend[2] ?? 0);
    const path = smoothThrough([at(-0.15, 0), at(0.3, bend[0] ?? 0), at(0.65, bend[1] ?? 0), end], false, 5);
    furrows.push(taper(path, 0.02 * head.sulcusWidth, 0.007 * head.sulcusWidth));
    if (plan.fork > 0) {
      const arms = [-1, 1].map((sign) => at(1.1, (bend[2] ?? 0) + sign * plan.fork));
      for (const arm of arms)
        furrows.push(taper([end, arm], 0.009 * head.sulcusWidth, 0.005 * head.sulcusWidth));
    }
  }
  return furrows;
}

/** The cleft between the halves, with the small furrows that leave it; its middle part is closed by the corpus callosum. */
export function midlineFurrows(head: HeadFactors): Tube[] {
  const s = head.sliceHeight;
  // Above the corpus callosum the cleft goes all the way.
  const open = smooth(0.58, 0.82, s);
  const front = -0.46 + 0.46 * open;
  const back = 0.5 - 0.5 * open;
  const width = 0.014 * head.sulcusWidth;
  const lean = 0.02 * (head.folds[0] ?? 0);
  const tubes = [
    taper(
      smoothThrough(
        [
          [0, -1.05],
          [lean, -0.8],
          [-lean * 0.6, (front - 0.8) / 2 - 0.2],
          [0, front],
        ],
        false,
        5,
      ),
      width * 1.7,
      width,
    ),
    taper(
      smoothThrough(
        [
          [0, 1.05],
          [-lean, 0.8],
          [lean * 0.6, (back + 0.8) / 2 + 0.15],
          [0, back],
        ],
        false,
        5,
      ),
      width * 1.7,
      width,
    ),
  ];
  for (const side of [1, -1] as const) {
    for (const [i, y] of [-0.78, -0.6, 0.66, 0.84].entries()) {
      const sway = 0.03 * (head.folds[(i + (side === 1 ? 1 : 2)) % FOLD_MODES] ?? 0);
      const reach = side * (0.15 + 0.025 * ((i * 7 + (side === 1 ? 0 : 3)) % 4));
      const away = y < 0 ? -0.06 : 0.06;
      tubes.push(
        taper(
          smoothThrough(
            [
              [0, y + sway],
              [reach * 0.5, y + sway + away * 0.2],
              [reach, y + sway + away],
            ],
            false,
            4,
          ),
          0.012 * head.sulcusWidth,
          0.006 * head.sulcusWidth,
        ),
      );
    }
    if (open > 0) {
      for (const y of [-0.28, 0.02, 0.3]) {
        const sway = 0.03 * (head.folds[3] ?? 0) * side;
        tubes.push(
          taper(
            [
              [0, y + sway],
              [side * 0.18 * open, y + sway + 0.05],
            ],
            0.011 * head.sulcusWidth * open,
            0.004 * open,
          ),
        );
      }
    }
  }
  return tubes;
}

/** The Sylvian fissure with the fork around the insula: deep low down, gone in the upper slices. */
export function sylvianFissure(head: HeadFactors, side: 1 | -1): Tube[] {
  const presence = 1 - smooth(0.35, 0.62, head.sliceHeight);
  if (presence <= 0) return [];
  const fold = 0.03 * (head.folds[1] ?? 0) + 0.015 * side * (head.folds[2] ?? 0);
  const width = 0.024 * head.sulcusWidth * presence;
  const inner: Point = [side * (0.8 - 0.25 * presence), -0.1 + fold];
  const entry = smoothThrough(
    [[side * 0.84, -0.2 + fold], [side * (0.8 - 0.12 * presence), -0.15 + fold], inner],
    false,
    4,
  );
  if (presence < 0.4) return [taper(entry, width, width * 0.6)];
  const reach = 0.26 * presence;
  return [
    taper(entry, width * 1.2, width),
    taper(
      smoothThrough(
        [inner, [side * 0.53, -0.1 + fold - reach * 0.5], [side * 0.46, -0.1 + fold - reach]],
        false,
        4,
      ),
      width,
      width * 0.5,
    ),
    taper(
      smoothThrough(
        [inner, [side * 0.545, -0.1 + fold + reach * 0.6], [side * 0.5, -0.1 + fold + reach * 1.3]],
        false,
        4,
      ),
      width,
      width * 0.5,
    ),
  ];
}

/** The lateral ventricle of one side (horns low down, one long body above them) and, once, the third ventricle. */
export function ventricles(head: HeadFactors, side: 1 | -1): Tube[] {
  const s = head.sliceHeight;
  const size = head.ventricleSize;
  const low = 1 - smooth(0.3, 0.5, s);
  const body = smooth(0.22, 0.42, s) * (1 - smooth(0.55, 0.74, s));
  const tubes: Tube[] = [];
  const tube = (points: readonly Point[], radii: readonly number[], presence: number): void => {
    if (presence <= 0.02) return;
    const path = smoothThrough(
      points.map(([x, y]): Point => [side * x, y]),
      false,
      5,
    );
    const widest = Math.sqrt(presence) * Math.sqrt(size);
    const radius = path.map((_, i) => {
      const place = (i / (path.length - 1)) * (radii.length - 1);
      const from = radii[Math.floor(place)] ?? 0;
      const to = radii[Math.ceil(place)] ?? from;
      return widest * (from + (to - from) * (place % 1)) - (1 - presence) * 0.012;
    });
    tubes.push({ path, radius });
  };
  const spread = 0.02 * (size - 1);
  tube(
    [
      [0.2 + spread, -0.44],
      [0.13 + spread, -0.33],
      [0.075, -0.2],
      [0.055, -0.12],
    ],
    [0.022, 0.05, 0.045, 0.016],
    low,
  );
  tube(
    [
      [0.2, 0.22],
      [0.29 + spread, 0.32],
      [0.3 + spread, 0.44],
      [0.22, 0.6],
    ],
    [0.02, 0.055, 0.052, 0.018],
    low,
  );
  tube(
    [
      [0.16 + spread, -0.42],
      [0.095, -0.25],
      [0.085, 0],
      [0.13 + spread, 0.24],
      [0.23 + spread, 0.42],
    ],
    [0.025, 0.052, 0.05, 0.056, 0.03],
    body,
  );
  if (side === 1)
    tube(
      [
        [0, -0.06],
        [0, 0.03],
        [0, 0.13],
      ],
      [0.012, 0.02 * Math.sqrt(size), 0.012],
      low,
    );
  return tubes;
}

/** Grey nuclei deep in the white matter: caudate, lentiform and thalamus. */
export function deepNuclei(head: HeadFactors, side: 1 | -1): Ellipse[] {
  const s = head.sliceHeight;
  const away = 0.03 * (head.ventricleSize - 1);
  const low = 1 - smooth(0.24, 0.46, s);
  const tail = 1 - smooth(0.4, 0.6, s);
  return [
    { centre: [side * (0.185 + away), -0.24], radius: [0.062, 0.12], angleRad: side * 0.35, presence: tail },
    {
      centre: [side * (0.355 + away * 0.5), -0.08],
      radius: [0.085, 0.205],
      angleRad: side * -0.16,
      presence: low,
    },
    { centre: [side * (0.13 + away), 0.12], radius: [0.098, 0.155], angleRad: side * -0.42, presence: low },
  ];
}

function taper(path: readonly Point[], from: number, to: number): Tube {
  return { path, radius: path.map((_, i) => from + ((to - from) * i) / Math.max(1, path.length - 1)) };
}

/** Smoothstep from 0 at low to 1 at high. */
export function smooth(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}
