import { LocalChart } from '../../protocol/localChart.ts';

export interface LocalLatent {
  /** [D] */
  z: Float64Array;
  /** [D,dims] ∂z/∂position. */
  jacobian: Float64Array;
}

/**
 * z at one place of a view, from the rows about it (see LocalChart, which a page keeps for place after place).
 * @param position [dims]
 * @param patchPositions [m,dims]
 * @param patchLatents [m,D]
 */
export function latentAt(
  position: ArrayLike<number>,
  patchPositions: Float32Array,
  patchLatents: Float32Array,
  dims: 2 | 3,
): LocalLatent {
  const m = patchPositions.length / dims;
  const d = patchLatents.length / m;
  const chart = new LocalChart(dims, d, m);
  chart.setPatch(patchPositions, patchLatents, m);
  const z = new Float64Array(d);
  const jacobian = new Float64Array(d * dims);
  chart.evaluate(position, z, jacobian);
  return { z, jacobian };
}
