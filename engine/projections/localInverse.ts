import { LocalChart } from '../../protocol/localChart.ts';
import { PATCH_ROWS } from '../../protocol/projection.ts';

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

/**
 * The rows nearest to a place in the view, in no order: the patch of its chart.
 * @param positions [N,dims]
 * @returns [min(m, N)] row numbers; of those equally far the first
 */
export function patchRows(
  position: ArrayLike<number>,
  positions: Float32Array,
  n: number,
  dims: number,
  m = PATCH_ROWS,
): Uint32Array {
  const count = Math.min(m, n);
  const rows = new Uint32Array(count);
  const squares = new Float64Array(count);
  // A heap with the farthest on top.
  for (let row = 0; row < n; row++) {
    let square = 0;
    for (let axis = 0; axis < dims; axis++) {
      const difference = position[axis]! - positions[row * dims + axis]!;
      square += difference * difference;
    }
    if (row < count) {
      let at = row;
      for (; at > 0 && squares[(at - 1) >> 1]! < square; at = (at - 1) >> 1) {
        squares[at] = squares[(at - 1) >> 1]!;
        rows[at] = rows[(at - 1) >> 1]!;
      }
      squares[at] = square;
      rows[at] = row;
    } else if (square < squares[0]!) {
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child + 1 < count && squares[child + 1]! > squares[child]!) child += 1;
        if (child >= count || squares[child]! <= square) break;
        squares[at] = squares[child]!;
        rows[at] = rows[child]!;
        at = child;
      }
      squares[at] = square;
      rows[at] = row;
    }
  }
  return rows;
}
