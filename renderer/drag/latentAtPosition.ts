import type { Projection } from '../../protocol/collection.ts';

/**
 * z′ = z + axesᵀ · Δposition: the exact inverse of position = axes · (z − mean) for orthonormal axes. What the view
 * does not show (the rest of z) stays as it was.
 * @param z [D]
 * @param delta [3] in projection units
 * @param out [D], written and returned; may be z itself. Summed in float64, rounded once when stored.
 */
export function latentAtDelta<Out extends Float32Array | Float64Array>(
  projection: Projection,
  z: ArrayLike<number>,
  delta: readonly [number, number, number],
  out: Out,
): Out {
  const axis0 = projection.axes[0] ?? [];
  const axis1 = projection.axes[1] ?? [];
  const axis2 = projection.axes[2] ?? [];
  for (let d = 0; d < out.length; d++) {
    out[d] =
      (z[d] as number) + (axis0[d] ?? 0) * delta[0] + (axis1[d] ?? 0) * delta[1] + (axis2[d] ?? 0) * delta[2];
  }
  return out;
}

/** position = axes · (z − mean), [3] in projection units, summed in float64. */
export function positionOfLatent(
  projection: Projection,
  z: ArrayLike<number>,
  out: [number, number, number] = [0, 0, 0],
): [number, number, number] {
  for (let k = 0; k < 3; k++) {
    const axis = projection.axes[k] ?? [];
    let sum = 0;
    for (let d = 0; d < axis.length; d++)
      sum += (axis[d] ?? 0) * ((z[d] as number) - (projection.mean[d] ?? 0));
    out[k] = sum;
  }
  return out;
}
