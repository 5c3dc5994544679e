import type { CurvePoint } from '../../protocol/training.ts';
import type { Judge } from './judgeOf.ts';

/** Of the curve's length, at its end … */
const LAST_SHARE = 0.2;
/** … in which the lowest error must have come down by this share of what it was before. */
const LEAST_GAIN = 0.005;
const FEWEST_POINTS = 5;

/** Whether the error still fell when a training ended: the lowest of the last fifth is clearly below all before. */
export function isStillImproving(
  curve: readonly Pick<CurvePoint, 'heldOut' | 'heldOutSse'>[],
  judge: Judge,
): boolean {
  if (curve.length < FEWEST_POINTS) return false;
  const last = Math.ceil(LAST_SHARE * curve.length);
  const lowest = (points: typeof curve) =>
    Math.min(...points.map(({ heldOut, heldOutSse }) => (judge === 'sse' ? heldOutSse : heldOut)));
  return lowest(curve.slice(-last)) < (1 - LEAST_GAIN) * lowest(curve.slice(0, -last));
}
