import type { Random } from '../../../engine/random/Random.ts';

/** What makes one healthy head slice different from another. Lengths are relative: 1 is usual. */
export interface HeadFactors {
  /** Where the slice lies: 0 at the basal ganglia, 1 near the top of the head. */
  sliceHeight: number;
  /** Turn of the head in the picture, clockwise. */
  rotationDeg: number;
  shiftXPx: number;
  shiftYPx: number;
  headWidth: number;
  headLength: number;
  skullThickness: number;
  scalpThickness: number;
  ventricleSize: number;
  /** Width of the furrows between the folds; grows with age. */
  sulcusWidth: number;
  cortexThickness: number;
  /** How much fuller the one side of the head is than the other. */
  asymmetry: number;
  /** Four ways in which the pattern of folds varies, each about N(0, 1). */
  folds: readonly number[];
  /** Brightness of white over grey matter. */
  contrast: number;
  /** Fall-off of the receiving coil across the picture, in x and y, as a share of the brightness. */
  biasX: number;
  biasY: number;
  /** Standard deviation of the noise in each of the two channels, with white at 1. */
  noise: number;
}

export const FOLD_MODES = 4;

export function drawHeadFactors(random: Random): HeadFactors {
  const head: Omit<HeadFactors, 'ventricleSize' | 'sulcusWidth'> = {
    sliceHeight: random.uniform(),
    rotationDeg: random.cutNormal(0, 4),
    shiftXPx: random.cutNormal(0, 0.7),
    shiftYPx: random.cutNormal(0, 0.7),
    headWidth: random.cutNormal(1, 0.035),
    headLength: random.cutNormal(1, 0.025),
    skullThickness: random.cutNormal(1, 0.18),
    scalpThickness: random.cutNormal(1, 0.22),
    cortexThickness: random.cutNormal(1, 0.1),
    asymmetry: random.cutNormal(0, 0.02),
    folds: Array.from({ length: FOLD_MODES }, () => random.cutNormal()),
    contrast: random.cutNormal(1, 0.12),
    biasX: random.cutNormal(0, 0.1),
    biasY: random.cutNormal(0, 0.1),
    noise: random.uniform(0.012, 0.03),
  };
  // With age ventricles and furrows widen together.
  const age = random.uniform(-1, 1);
  return {
    ...head,
    ventricleSize: Math.exp(0.3 * age + random.cutNormal(0, 0.15)),
    sulcusWidth: Math.exp(0.35 * age + random.cutNormal(0, 0.12)),
  };
}
