/** Of the distances' ratios: the largest tenth is left out, where few points and noise weigh most. */
const KEPT_SHARE = 0.9;
/** Fewer points than this say nothing. */
const FEWEST_POINTS = 10;

/**
 * How many dimensions points fill, whatever the space they lie in: TwoNN (Facco, d'Errico, Rodriguez & Laio, "Estimating
 * the intrinsic dimension of datasets by a minimal neighborhood information", Scientific Reports 7, 2017). With r₁ and r₂
 * the distances to a point's two nearest neighbours, μ = r₂/r₁ has the distribution F(μ) = 1 − μ^−d wherever the density
 * hardly changes between the three; d is the slope of −ln(1 − F) over ln μ, a line through the origin.
 *
 * A point that lies on an earlier one is left out. Many dimensions are underestimated: 8 by a fifth with 600 points.
 * @param gram [N,N] inner products of the points about any common origin
 * @returns null where there are fewer than 10 points apart from each other
 */
export function intrinsicDimension(gram: Float32Array | Float64Array, count: number): number | null {
  return dimensionOfRatios(neighbourRatios(gram, count));
}

/** d from the ratios μ ≥ 1, in any order; null where they are too few or all 1. */
export function dimensionOfRatios(ratios: readonly number[]): number | null {
  if (ratios.length < FEWEST_POINTS) return null;
  const sorted = ratios.toSorted((a, b) => a - b);
  const kept = Math.floor(KEPT_SHARE * sorted.length);
  let products = 0;
  let squares = 0;
  for (let i = 0; i < kept; i++) {
    const x = Math.log(sorted[i]!);
    products -= x * Math.log(1 - (i + 1) / sorted.length);
    squares += x * x;
  }
  return squares > 0 ? products / squares : null;
}

/** Distances this small beside the points' own lengths are rounding: the points are the same. */
const SAME_POINT = 1e-6;

function neighbourRatios(gram: Float32Array | Float64Array, count: number): number[] {
  const lengthOf = (i: number) => gram[i * count + i]!;
  const squaredDistance = (i: number, j: number) => lengthOf(i) + lengthOf(j) - 2 * gram[i * count + j]!;
  const isSame = (i: number, j: number) => squaredDistance(i, j) <= SAME_POINT * (lengthOf(i) + lengthOf(j));
  const points: number[] = [];
  for (let i = 0; i < count; i++) if (!points.some((j) => isSame(i, j))) points.push(i);
  if (points.length < 3) return [];
  return points.map((i) => {
    let nearest = Infinity;
    let second = Infinity;
    for (const j of points) {
      if (j === i) continue;
      const squared = squaredDistance(i, j);
      if (squared >= second) continue;
      if (squared < nearest) [nearest, second] = [squared, nearest];
      else second = squared;
    }
    return Math.sqrt(second / nearest);
  });
}
