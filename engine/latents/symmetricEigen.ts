/** All eigenpairs of a symmetric matrix, largest eigenvalue first. */
export interface SymmetricEigen {
  /** [n] descending */
  values: Float64Array;
  /** [n,n], row i is the unit eigenvector of values[i] */
  vectors: Float64Array;
}

/**
 * Householder tridiagonalisation, then QL with implicit Wilkinson shifts (Golub & Van Loan, Matrix Computations,
 * 4th ed., 8.3): O(n³), every eigenpair to machine precision relative to the largest.
 * @param matrix [n,n] symmetric, row-major; overwritten
 * @throws Error when QL does not converge, which finite input does not bring about
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const { diagonal, offDiagonal, rows } = tridiagonalise(matrix, n);
  diagonaliseTridiagonal(diagonal, offDiagonal, rows, n);
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => diagonal[b]! - diagonal[a]!);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => vectors.set(rows.subarray(from * n, from * n + n), to * n));
  return { values: Float64Array.from(order, (i) => diagonal[i]!), vectors };
}

/** Far below the precision of the largest, and large enough to be squared. */
const SMALLEST_SHARE = 1e-30;

const largestOf = (values: Float64Array): number => {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
};

/** A = Qᵀ-rows · T: returns T's diagonal, its sub-diagonal, and Qᵀ, whose rows QL can rotate contiguously. */
function tridiagonalise(a: Float64Array, n: number) {
  const betas = new Float64Array(n);
  const v = new Float64Array(n);
  const w = new Float64Array(n);
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  // Where rows repeat, what is left of the matrix is rounding, then rounding of that, down to numbers whose squares are 0:
  // a reflector from those is none.
  const negligible = (SMALLEST_SHARE * largestOf(a)) ** 2;
  for (let k = 0; k < n - 2; k++) {
    // The reflector that sends a[k+1.., k] to a multiple of its first entry. By symmetry row k is column k.
    const row = k * n;
    let tail = 0;
    for (let j = k + 2; j < n; j++) tail += a[row + j]! ** 2;
    const head = a[row + k + 1]!;
    if (tail <= negligible) {
      offDiagonal[k] = head;
      continue;
    }
    const norm = Math.sqrt(head * head + tail);
    const alpha = head > 0 ? -norm : norm;
    offDiagonal[k] = alpha;
    for (let j = k + 1; j < n; j++) v[j] = a[row + j]!;
    v[k + 1] = head - alpha;
    const beta = 2 / (v[k + 1]! ** 2 + tail);
    betas[k] = beta;

    // Two-sided update of the trailing block: A − v wᵀ − w vᵀ.
    let dot = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1, at = i * n + j; j < n; j++, at++) sum += a[at]! * v[j]!;
      w[i] = beta * sum;
      dot += w[i]! * v[i]!;
    }
    const shift = (beta / 2) * dot;
    for (let i = k + 1; i < n; i++) w[i]! -= shift * v[i]!;
    for (let i = k + 1; i < n; i++) {
      const vi = v[i]!;
      const wi = w[i]!;
      for (let j = k + 1, at = i * n + j; j < n; j++, at++) a[at]! -= vi * w[j]! + wi * v[j]!;
    }
    // Row k is finished; the reflector is kept in it for building Q.
    for (let j = k + 1; j < n; j++) a[row + j] = v[j]!;
  }
  if (n > 1) offDiagonal[n - 2] = a[(n - 2) * n + n - 1]!;
  for (let i = 0; i < n; i++) diagonal[i] = a[i * n + i]!;

  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let k = n - 3; k >= 0; k--) {
    const beta = betas[k]!;
    if (beta === 0) continue;
    w.fill(0);
    for (let i = k + 1; i < n; i++) {
      const vi = a[k * n + i]!;
      for (let j = k + 1, at = i * n + j; j < n; j++, at++) w[j]! += vi * q[at]!;
    }
    for (let i = k + 1; i < n; i++) {
      const scale = beta * a[k * n + i]!;
      for (let j = k + 1, at = i * n + j; j < n; j++, at++) q[at]! -= scale * w[j]!;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const swap = q[i * n + j]!;
      q[i * n + j] = q[j * n + i]!;
      q[j * n + i] = swap;
    }
  }
  return { diagonal, offDiagonal, rows: q };
}

const MAX_QL_STEPS = 60;

/** Rotates (d, e) to a diagonal in place, and the rows with it. */
function diagonaliseTridiagonal(d: Float64Array, e: Float64Array, rows: Float64Array, n: number): void {
  // Among eigenvalues that are nothing but rounding of the largest, an off-diagonal value need never become small beside its
  // neighbours: as in EISPACK's tql2, beside the whole matrix is enough.
  const negligible = Number.EPSILON * (largestOf(d) + largestOf(e));
  for (let start = 0; start < n; start++) {
    for (let step = 0; ; step++) {
      let end = start;
      while (end < n - 1 && Math.abs(e[end]!) > negligible) end++;
      if (end === start) break;
      if (step === MAX_QL_STEPS) {
        throw new Error(`Eigenvalue ${start} of ${n}: QL did not converge in ${MAX_QL_STEPS} steps.`);
      }
      // Wilkinson's shift: the eigenvalue of the leading 2×2 block that is nearer to its corner.
      const half = (d[start + 1]! - d[start]!) / (2 * e[start]!);
      const root = Math.hypot(half, 1);
      let bulge = d[end]! - d[start]! + e[start]! / (half + (half >= 0 ? root : -root));
      let sine = 1;
      let cosine = 1;
      let carried = 0;
      let i = end - 1;
      for (; i >= start; i--) {
        const f = sine * e[i]!;
        const b = cosine * e[i]!;
        const r = Math.hypot(f, bulge);
        e[i + 1] = r;
        if (r === 0) {
          // The matrix fell apart into two: finish this sweep and start again on the smaller part.
          d[i + 1]! -= carried;
          e[end] = 0;
          break;
        }
        sine = f / r;
        cosine = bulge / r;
        const base = d[i + 1]! - carried;
        const turn = (d[i]! - base) * sine + 2 * cosine * b;
        carried = sine * turn;
        d[i + 1] = base + carried;
        bulge = cosine * turn - b;
        rotateRows(rows, n, i, cosine, sine);
      }
      if (i >= start) continue;
      d[start]! -= carried;
      e[start] = bulge;
      e[end] = 0;
    }
  }
}

function rotateRows(rows: Float64Array, n: number, i: number, cosine: number, sine: number): void {
  for (let at = i * n, next = at + n, stop = next; at < stop; at++, next++) {
    const upper = rows[next]!;
    const lower = rows[at]!;
    rows[next] = sine * lower + cosine * upper;
    rows[at] = cosine * lower - sine * upper;
  }
}
