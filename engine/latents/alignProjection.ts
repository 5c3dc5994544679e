import type { AffineView } from '../../protocol/projection.ts';
import { symmetricEigen } from './symmetricEigen.ts';

type Axis = 0 | 1 | 2;
const AXES = [0, 1, 2] as const;
/** Singular values below this share of the largest have no direction of their own. */
const TINY = 1e-6;

/**
 * The same view, its axes turned (and mirrored) among themselves so that the points move as little as they can: the
 * orthogonal Procrustes problem, R = UVᵀ of the 3×3 matrix Σ beforeᵢ afterᵢᵀ (Schönemann 1966). The axes stay
 * orthonormal and span the same space; what each shows of the variance is mixed as they are.
 * @param before [N,3] where the points are
 * @param after [N,3] where `projection` puts them
 */
export function alignProjection(
  projection: AffineView,
  before: Float32Array,
  after: Float32Array,
): AffineView {
  const turn = procrustes(before, after);
  const { axes, explainedVariance } = projection;
  const rowOf = (k: Axis) => [turn[3 * k]!, turn[3 * k + 1]!, turn[3 * k + 2]!] as const;
  const share = (k: Axis) =>
    rowOf(k).reduce((sum, value, j) => sum + value ** 2 * explainedVariance[j as Axis], 0);
  return {
    ...projection,
    isTurned: true,
    axes: AXES.map((k) =>
      axes[0]!.map((_, d) => rowOf(k).reduce((sum, value, j) => sum + value * axes[j]![d]!, 0)),
    ),
    explainedVariance: [share(0), share(1), share(2)],
  };
}

/** The same view with each axis in the direction in which the points lie along it already; parameters as alignProjection. */
export function mirrorAxes(projection: AffineView, before: Float32Array, after: Float32Array): AffineView {
  const isMirrored = (k: Axis) => {
    let beforeSum = 0;
    let afterSum = 0;
    let products = 0;
    for (let at = k; at < after.length; at += 3) {
      beforeSum += before[at]!;
      afterSum += after[at]!;
      products += before[at]! * after[at]!;
    }
    return products - (beforeSum * afterSum) / (after.length / 3) < 0;
  };
  const axes = projection.axes.map((axis, k) => (isMirrored(k as Axis) ? axis.map((value) => -value) : axis));
  return { ...projection, axes };
}

/** [3,3] orthogonal, row-major, that turns `after` onto `before` as well as can be, both centred. */
export function procrustes(before: Float32Array, after: Float32Array): Float64Array {
  const n = before.length / 3;
  const mean = (points: Float32Array, k: number) => {
    let sum = 0;
    for (let at = k; at < points.length; at += 3) sum += points[at]!;
    return sum / Math.max(1, n);
  };
  const beforeMean = AXES.map((k) => mean(before, k));
  const afterMean = AXES.map((k) => mean(after, k));
  const m = new Float64Array(9);
  for (let at = 0; at < before.length; at += 3) {
    for (const i of AXES) {
      const b = before[at + i]! - beforeMean[i]!;
      for (const j of AXES) m[3 * i + j]! += b * (after[at + j]! - afterMean[j]!);
    }
  }
  // MᵀM = V S² Vᵀ, U = M V / S; directions without a singular value are completed to a basis.
  const gram = new Float64Array(9);
  for (const i of AXES)
    for (const j of AXES) for (const k of AXES) gram[3 * i + j]! += m[3 * k + i]! * m[3 * k + j]!;
  const { values, vectors } = symmetricEigen(gram, 3);
  const largest = Math.sqrt(Math.max(0, values[0]!));
  const left: number[][] = [];
  for (const s of AXES) {
    const v = [0, 1, 2].map((j) => vectors[3 * s + j]!);
    const singular = Math.sqrt(Math.max(0, values[s]!));
    const image = AXES.map((i) => v.reduce((sum, value, j) => sum + m[3 * i + j]! * value, 0));
    const known = singular > TINY * largest && largest > 0 ? image.map((value) => value / singular) : null;
    left.push(known ?? unitBeside(left, v));
  }
  const turn = new Float64Array(9);
  for (const s of AXES)
    for (const i of AXES) for (const j of AXES) turn[3 * i + j]! += left[s]![i]! * vectors[3 * s + j]!;
  return turn;
}

/** A unit vector at right angles to these, as near to `wish` as there is one. */
function unitBeside(others: readonly number[][], wish: readonly number[]): number[] {
  const candidates = [wish, [1, 0, 0], [0, 1, 0], [0, 0, 1]];
  let best: number[] = [1, 0, 0];
  let longest = -1;
  for (const candidate of candidates) {
    const rest = others.reduce(
      (vector, other) => {
        const overlap = other.reduce((sum, value, j) => sum + value * vector[j]!, 0);
        return vector.map((value, j) => value - overlap * other[j]!);
      },
      [...candidate],
    );
    const length = Math.hypot(...rest);
    if (length > 0.5) return rest.map((value) => value / length);
    if (length > longest) {
      longest = length;
      best = rest.map((value) => value / length);
    }
  }
  return best;
}
