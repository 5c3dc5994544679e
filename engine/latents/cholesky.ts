/**
 * The lower triangle L with A = L·Lᵀ (Golub & Van Loan, Matrix Computations, 4th ed., algorithm 4.2.1, by rows).
 * @param matrix [n,n] symmetric, row-major; left as it is
 * @returns [n,n], zero above the diagonal; null where A is not positive definite
 */
export function cholesky(matrix: ArrayLike<number>, n: number): Float64Array | null {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0, a = i * n, b = j * n; k < j; k++, a++, b++) sum -= lower[a]! * lower[b]!;
      if (i !== j) lower[i * n + j] = sum / lower[j * n + j]!;
      else if (sum > 0) lower[i * n + i] = Math.sqrt(sum);
      else return null;
    }
  }
  return lower;
}
