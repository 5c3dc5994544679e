/** Views: how z and the scene hang together, for the engine that places rows and the page that drags them. */

/**
 * An affine map between z and the view: position = axes · (z − mean). Its inverse at a z is exact and leaves what the view
 * does not show as it was: z′ = z + liftᵀ · Δposition.
 */
export interface Chart {
  /** [D] */
  readonly mean: readonly number[];
  /** [3][D]; a row of zeros for an axis that there is not. */
  readonly axes: readonly (readonly number[])[];
  /**
   * [3][D], the pseudoinverse of the axes, transposed: the least change of z that moves a point by one along each axis alone.
   * The axes themselves where they are orthonormal; then it is left out.
   */
  readonly lift?: readonly (readonly number[])[] | undefined;
}

/** [x, y, z] in projection units. */
export type ViewPosition = readonly [number, number, number];

/** What every view says of itself. */
interface ViewFacts {
  /** Another one whenever positions have changed, of whichever view is shown. */
  version: number;
  /** The first view of any collection is BASE_VIEW; others have an id of their own. */
  id: string;
  /** What a person reads: 'PCA', 'UMAP', 'z1 · z4 · z2'. */
  title: string;
  /** 2: the third coordinate is 0. */
  dims: 2 | 3;
  /** Names of the three axes: 'z1' or 'PC 1'; '' for one that means nothing by itself, or that there is not. */
  axisNames: [string, string, string];
  /** Share of the variance of z along each axis, 0..1; 0 where there is no such thing. */
  explainedVariance: [number, number, number];
}

/**
 * One chart everywhere. 'native' (D ≤ 3): z itself. 'pca': the first three principal axes. 'axes': two or three directions
 * that a person chose.
 */
export interface AffineView extends ViewFacts, Chart {
  kind: 'native' | 'pca' | 'axes';
  /**
   * The axes span what the first three principal ones do, and are turned among themselves so that points moved little; a
   * training that is watched is seen so.
   */
  isTurned?: boolean;
}

/** Every row has a place of its own, found by neighbours; a chart is fitted around a point when a hand takes it. */
export interface CurvedView extends ViewFacts {
  kind: 'curved';
  method: CurvedMethod;
  /** It is being computed: rows are on their way. */
  isRefining: boolean;
}

export const CURVED_METHODS = ['umap', 'tsne', 'pacmap', 'localmap'] as const;
export type CurvedMethod = (typeof CURVED_METHODS)[number];

/** The methods' own names. */
export const METHOD_TITLES: Readonly<Record<CurvedMethod, string>> = {
  umap: 'UMAP',
  tsne: 't-SNE',
  pacmap: 'PaCMAP',
  localmap: 'LocalMAP',
};

/** Rows of a chart's patch: its kernel reaches about 40 of them, the others are where the hand may go. */
export const PATCH_ROWS = 128;

/** The view of a collection: a map from z to 3D. */
export type Projection = AffineView | CurvedView;

/** The view that every collection has: z itself, or PCA. */
export const BASE_VIEW = 'base';

/** The one chart of a view; null where it has another one around every point. */
export const chartOf = (view: Projection | null): Chart | null =>
  view === null || view.kind === 'curved' ? null : view;

/**
 * position = axes · (z − mean)
 * @param latents [N,D] float32
 * @returns [N,3] float32, in the units of z
 */
export function projectRows(chart: Chart, latents: Float32Array, n: number): Float32Array<ArrayBuffer> {
  const d = chart.mean.length;
  const axes = Float64Array.from(chart.axes.flat());
  // The mean is taken off once per axis: axes · z − axes · mean, in double precision.
  const offsets = chart.axes.map((axis) => axis.reduce((sum, value, j) => sum + value * chart.mean[j]!, 0));
  const positions = new Float32Array(n * 3);
  for (let i = 0; i < n; i++) {
    let p0 = -offsets[0]!;
    let p1 = -offsets[1]!;
    let p2 = -offsets[2]!;
    for (let j = 0, at = i * d; j < d; j++, at++) {
      const value = latents[at]!;
      p0 += axes[j]! * value;
      p1 += axes[d + j]! * value;
      p2 += axes[2 * d + j]! * value;
    }
    positions[i * 3] = p0;
    positions[i * 3 + 1] = p1;
    positions[i * 3 + 2] = p2;
  }
  return positions;
}

/**
 * z′ = z + liftᵀ · Δposition: the inverse of position = axes · (z − mean) that changes z least. What the view does not show
 * (the rest of z) stays as it was.
 * @param z [D]
 * @param delta [3] in projection units
 * @param out [D], written and returned; may be z itself. Summed in float64, rounded once when stored.
 */
export function latentAtDelta<Out extends Float32Array | Float64Array>(
  chart: Chart,
  z: ArrayLike<number>,
  delta: ViewPosition,
  out: Out,
): Out {
  const [axis0 = [], axis1 = [], axis2 = []] = chart.lift ?? chart.axes;
  for (let d = 0; d < out.length; d++) {
    out[d] =
      (z[d] as number) + (axis0[d] ?? 0) * delta[0] + (axis1[d] ?? 0) * delta[1] + (axis2[d] ?? 0) * delta[2];
  }
  return out;
}

/** position = axes · (z − mean), [3] in projection units, summed in float64. */
export function positionOfLatent(
  chart: Chart,
  z: ArrayLike<number>,
  out: [number, number, number] = [0, 0, 0],
): [number, number, number] {
  for (let k = 0; k < 3; k++) {
    const axis = chart.axes[k] ?? [];
    let sum = 0;
    for (let d = 0; d < axis.length; d++) sum += (axis[d] ?? 0) * ((z[d] as number) - (chart.mean[d] ?? 0));
    out[k] = sum;
  }
  return out;
}

/** 'PC 1 · 23 %': what an axis shows and how much of the variance of z lies along it. */
export function axisTitle(name: string, explainedVariance: number): string {
  if (!name) return '';
  if (!(explainedVariance > 0)) return name;
  const percent = explainedVariance * 100;
  return `${name} · ${percent < 0.95 ? '< 1' : Math.round(percent)} %`;
}
