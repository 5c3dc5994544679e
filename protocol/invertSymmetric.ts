/**
 * Inverse of a symmetric matrix of 2 or 3 rows, by cofactors.
 * @param matrix [dims,dims], positive definite
 * @param outInverse [dims,dims], written; not the matrix itself
 */
export function invertSymmetric(matrix: Float64Array, dims: number, outInverse: Float64Array): void {
  const m = matrix;
  if (dims === 2) {
    const determinant = m[0]! * m[3]! - m[1]! * m[1]!;
    outInverse[0] = m[3]! / determinant;
    outInverse[1] = outInverse[2] = -m[1]! / determinant;
    outInverse[3] = m[0]! / determinant;
    return;
  }
  const xx = m[4]! * m[8]! - m[5]! * m[5]!;
  const xy = m[2]! * m[5]! - m[1]! * m[8]!;
  const xz = m[1]! * m[5]! - m[2]! * m[4]!;
  const determinant = m[0]! * xx + m[1]! * xy + m[2]! * xz;
  outInverse[0] = xx / determinant;
  outInverse[1] = outInverse[3] = xy / determinant;
  outInverse[2] = outInverse[6] = xz / determinant;
  outInverse[4] = (m[0]! * m[8]! - m[2]! * m[2]!) / determinant;
  outInverse[5] = outInverse[7] = (m[1]! * m[2]! - m[0]! * m[5]!) / determinant;
  outInverse[8] = (m[0]! * m[4]! - m[1]! * m[1]!) / determinant;
}
