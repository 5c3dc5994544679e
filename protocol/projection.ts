/** Charts: how z and the view hang together, for the engine that places rows and the page that drags them. */

/**
 * An affine map between z and the view with orthonormal rows: position = axes · (z − mean). Its inverse at a z is exact
 * and leaves what the view does not show as it was: z′ = z + axesᵀ · Δposition.
 */
export interface Chart {
  /** [D] */
  readonly mean: readonly number[];
  /** [3][D]; a row of zeros where D < 3. */
  readonly axes: readonly (readonly number[])[];
}

/** [x, y, z] in projection units. */
export type ViewPosition = readonly [number, number, number];

/**
 * The view: a map from z to 3D. For 'native' (D ≤ 3) axes are unit vectors and mean is 0; for 'pca' they are the first
 * principal axes. Both are one chart everywhere.
 */
export interface Projection extends Chart {
  /** Grows by one each time positions change. */
  version: number;
  kind: 'native' | 'pca';
  /** Names of the three axes: 'z1' or 'PC 1'. */
  axisNames: [string, string, string];
  /**
   * The axes span what the first three principal ones do, and are turned among themselves so that points moved little; a
   * training that is watched is seen so.
   */
  isTurned?: boolean;
  /** Share of the variance of z along each axis, 0..1. */
  explainedVariance: [number, number, number];
}

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
 * z′ = z + axesᵀ · Δposition: the exact inverse of position = axes · (z − mean) for orthonormal axes. What the view
 * does not show (the rest of z) stays as it was.
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
  const axis0 = chart.axes[0] ?? [];
  const axis1 = chart.axes[1] ?? [];
  const axis2 = chart.axes[2] ?? [];
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
