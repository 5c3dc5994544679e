/** How far points spread: the root mean square of their distance from their mean. @param positions [n,dims] */
export function spreadOf(positions: Float32Array, n: number, dims: number): number {
  const mean = meanOf(positions, n, dims);
  let squares = 0;
  for (let i = 0, at = 0; i < n; i++) {
    for (let k = 0; k < dims; k++, at++) squares += (positions[at]! - mean[k]!) ** 2;
  }
  return Math.sqrt(squares / Math.max(1, n));
}

/**
 * The points around the origin, as far apart as `spread` says.
 * @param positions [n,dims], left as they are; points that are all in one place stay so
 */
export function scaleTo(
  spread: number,
  positions: Float32Array,
  n: number,
  dims: number,
): Float32Array<ArrayBuffer> {
  const mean = meanOf(positions, n, dims);
  const own = spreadOf(positions, n, dims);
  const scale = own > 0 && spread > 0 ? spread / own : 1;
  return Float32Array.from(positions, (value, at) => (value - mean[at % dims]!) * scale);
}

function meanOf(positions: Float32Array, n: number, dims: number): Float64Array {
  const mean = new Float64Array(dims);
  for (let i = 0, at = 0; i < n; i++) for (let k = 0; k < dims; k++, at++) mean[k]! += positions[at]!;
  return mean.map((sum) => sum / Math.max(1, n));
}
