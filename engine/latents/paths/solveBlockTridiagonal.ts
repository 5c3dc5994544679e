/** A symmetric block tridiagonal system: M blocks, D to a side. */
export interface BlockSystem {
  count: number;
  side: number;
  /** [M,D,D] */
  diagonal: Float64Array;
  /** [M−1,D,D], of each block row what stands to the right of the diagonal. */
  upper: Float64Array;
  /** [M,D] */
  right: Float64Array;
}

/**
 * Solves it with the diagonal made larger by `damping` times its mean (Levenberg), by block elimination
 * with Cholesky factors: S₁ = A₁, Sᵢ = Aᵢ − Uᵢ₋₁ᵀ Sᵢ₋₁⁻¹ Uᵢ₋₁.
 * @returns [M,D]
 */
export function solveBlockTridiagonal(
  { count, side, diagonal, upper, right }: BlockSystem,
  damping: number,
): Float64Array {
  const block = side * side;
  let trace = 0;
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < side; d++) trace += diagonal[i * block + d * side + d]!;
  }
  // Where nothing changes any image every direction is as good, and none is gone.
  const ridge = (damping * trace) / (count * side) || 1;
  const factors = diagonal.slice();
  const solved = right.slice();
  /** Sᵢ⁻¹ Uᵢ */
  const carried = upper.slice();
  for (let i = 0; i < count; i++) {
    const factor = factors.subarray(i * block, (i + 1) * block);
    const own = solved.subarray(i * side, (i + 1) * side);
    for (let d = 0; d < side; d++) factor[d * side + d]! += ridge;
    if (i > 0) {
      const above = upper.subarray((i - 1) * block, i * block);
      const inverse = carried.subarray((i - 1) * block, i * block);
      const last = solved.subarray((i - 1) * side, i * side);
      for (let r = 0; r < side; r++) {
        for (let k = 0; k < side; k++) {
          const value = above[k * side + r]!;
          own[r]! -= value * last[k]!;
          for (let c = 0; c < side; c++) factor[r * side + c]! -= value * inverse[k * side + c]!;
        }
      }
    }
    factorise(factor, side);
    // Its right side becomes Sᵢ⁻¹ bᵢ.
    solveColumns(factor, side, own, 1);
    if (i < count - 1) solveColumns(factor, side, carried.subarray(i * block, (i + 1) * block), side);
  }
  for (let i = count - 2; i >= 0; i--) {
    for (let r = 0; r < side; r++) {
      for (let c = 0; c < side; c++) {
        solved[i * side + r]! -= carried[i * block + r * side + c]! * solved[(i + 1) * side + c]!;
      }
    }
  }
  return solved;
}

/** A = L Lᵀ, L in the lower half of A's place. */
function factorise(a: Float64Array, side: number): void {
  for (let j = 0; j < side; j++) {
    for (let i = j; i < side; i++) {
      let sum = a[i * side + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * side + k]! * a[j * side + k]!;
      // Rounding must not make a root of less than nothing.
      a[i * side + j] = i === j ? Math.sqrt(Math.max(sum, 1e-300)) : sum / a[j * side + j]!;
    }
  }
}

/** Columns of B [D,columns] become those of (L Lᵀ)⁻¹ B. */
function solveColumns(l: Float64Array, side: number, b: Float64Array, columns: number): void {
  for (let i = 0; i < side; i++) {
    for (let k = 0; k < i; k++) subtractRow(b, i, k, l[i * side + k]!, columns);
    divideRow(b, i, l[i * side + i]!, columns);
  }
  for (let i = side - 1; i >= 0; i--) {
    for (let k = i + 1; k < side; k++) subtractRow(b, i, k, l[k * side + i]!, columns);
    divideRow(b, i, l[i * side + i]!, columns);
  }
}

function subtractRow(b: Float64Array, from: number, row: number, factor: number, columns: number): void {
  for (let c = 0; c < columns; c++) b[from * columns + c]! -= factor * b[row * columns + c]!;
}

function divideRow(b: Float64Array, row: number, by: number, columns: number): void {
  for (let c = 0; c < columns; c++) b[row * columns + c]! /= by;
}
