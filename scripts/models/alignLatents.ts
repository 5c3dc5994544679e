import { symmetricEigen } from '../../engine/latents/symmetricEigen.ts';

export interface LatentAlignment {
  /** [D][D], orthonormal rows: z′ = axes · z. The first K rows follow the factors, the rest are principal axes of what is left. */
  axes: Float64Array[];
  /** [K] correlation of z′_k with factor k over all rows, within groups. */
  correlations: number[];
}

/**
 * Finds an orthogonal change of latent coordinates whose first axes change one visible factor each.
 *
 * A VAE's prior N(0, I) is the same in any orthonormal basis, and which basis training ends in is an accident. Here z is
 * regressed on the factors, all at once, within groups: row k of the result is how z moves when factor k grows and the
 * others stay. These K directions are made orthonormal with the least total change (Löwdin's symmetric
 * orthogonalisation), and principal axes of the remaining space complete the basis.
 * @param z [N,D]
 * @param factors [N][K]
 * @param groups [N] rows are compared within their group only
 * @throws Error when K is not in 1..D or the factors are not independent
 */
export function alignLatents(
  z: Float32Array,
  d: number,
  factors: readonly (readonly number[])[],
  groups: readonly string[],
): LatentAlignment {
  const n = factors.length;
  const k = factors[0]?.length ?? 0;
  if (k < 1 || k > d || z.length !== n * d) {
    throw new Error(`Expected 1..${d} factors and z [${n},${d}], got ${k} factors and ${z.length} values.`);
  }
  const rows = Array.from({ length: n }, (_, i) => Float64Array.from(z.subarray(i * d, (i + 1) * d)));
  const within = centreWithin(rows, groups);
  const x = standardise(
    centreWithin(
      factors.map((row) => Float64Array.from(row)),
      groups,
    ),
  );

  const effects = solveSymmetric(products(x, x), products(x, within));
  const named = orthonormalise(effects.map(unit));
  const rest = principalRest(
    centreWithin(
      rows,
      rows.map(() => ''),
    ),
    named,
    d,
  );
  const correlations = named.map((axis, i) =>
    correlation(
      within.map((row) => dot(axis, row)),
      x.map((row) => row[i] ?? 0),
    ),
  );
  return { axes: [...named, ...rest], correlations };
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
const unit = (row: Float64Array): Float64Array => row.map((value) => value / Math.sqrt(dot(row, row)));

/** aᵀ·b of two lists of N rows: [A][B]. */
function products(a: readonly Float64Array[], b: readonly Float64Array[]): Float64Array[] {
  const result = Array.from({ length: a[0]?.length ?? 0 }, () => new Float64Array(b[0]?.length ?? 0));
  a.forEach((rowA, n) => {
    const rowB = b[n] ?? new Float64Array();
    result.forEach((target, i) =>
      rowB.forEach((value, j) => (target[j] = (target[j] ?? 0) + (rowA[i] ?? 0) * value)),
    );
  });
  return result;
}

function centreWithin(rows: readonly Float64Array[], groups: readonly string[]): Float64Array[] {
  const members = Map.groupBy(rows.keys(), (i) => groups[i] ?? '');
  const centred = rows.map((row) => row.slice());
  for (const indices of members.values()) {
    const mean = new Float64Array(rows[0]?.length ?? 0);
    for (const i of indices)
      rows[i]?.forEach((value, j) => (mean[j] = (mean[j] ?? 0) + value / indices.length));
    for (const i of indices) centred[i] = (rows[i] ?? mean).map((value, j) => value - (mean[j] ?? 0));
  }
  return centred;
}

function standardise(rows: readonly Float64Array[]): Float64Array[] {
  const variance = (rows[0] ?? new Float64Array()).map(
    (_, j) => rows.reduce((sum, row) => sum + (row[j] ?? 0) ** 2, 0) / rows.length,
  );
  return rows.map((row) => row.map((value, j) => value / Math.sqrt(variance[j] ?? 1)));
}

/** f(A) for a symmetric matrix, through its eigenvalues. */
function applyToEigenvalues(matrix: readonly Float64Array[], f: (value: number) => number): Float64Array[] {
  const n = matrix.length;
  const { values, vectors } = symmetricEigen(Float64Array.from(matrix.flatMap((row) => [...row])), n);
  const least = values[n - 1] ?? 0;
  if (!(least > 1e-9 * (values[0] ?? 0)))
    throw new Error('The factors are not independent of each other: remove one.');
  return Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n }, (_, j) =>
      values.reduce(
        (sum, value, e) => sum + f(value) * (vectors[e * n + i] ?? 0) * (vectors[e * n + j] ?? 0),
        0,
      ),
    ),
  );
}

const multiply = (a: readonly Float64Array[], b: readonly Float64Array[]): Float64Array[] =>
  a.map((row) =>
    Float64Array.from(b[0] ?? [], (_, j) => row.reduce((sum, value, i) => sum + value * (b[i]?.[j] ?? 0), 0)),
  );

const solveSymmetric = (a: readonly Float64Array[], b: readonly Float64Array[]): Float64Array[] =>
  multiply(
    applyToEigenvalues(a, (value) => 1 / value),
    b,
  );

/** (U·Uᵀ)^(−½)·U: the orthonormal rows nearest to U's. */
function orthonormalise(rows: readonly Float64Array[]): Float64Array[] {
  const gram = rows.map((a) => Float64Array.from(rows, (b) => dot(a, b)));
  return multiply(
    applyToEigenvalues(gram, (value) => 1 / Math.sqrt(value)),
    rows,
  );
}

/** Principal axes of the rows in the space orthogonal to the named axes, most variance first. */
function principalRest(
  rows: readonly Float64Array[],
  named: readonly Float64Array[],
  d: number,
): Float64Array[] {
  const projected = rows.map((row) => {
    const shares = named.map((axis) => dot(axis, row));
    return row.map(
      (value, j) => value - named.reduce((sum, axis, i) => sum + (shares[i] ?? 0) * (axis[j] ?? 0), 0),
    );
  });
  const covariance = products(projected, projected);
  // The named axes have no variance left, but neither may a dimension that the VAE does not use: push them below it.
  const least = -1e-6 * covariance.reduce((sum, row, i) => sum + (row[i] ?? 0), 0) - 1e-9;
  named.forEach((axis) =>
    covariance.forEach((row, i) =>
      row.forEach((value, j) => (row[j] = value + least * (axis[i] ?? 0) * (axis[j] ?? 0))),
    ),
  );
  const { vectors } = symmetricEigen(Float64Array.from(covariance.flatMap((row) => [...row])), d);
  return Array.from({ length: d - named.length }, (_, i) => vectors.slice(i * d, (i + 1) * d));
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const product = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}
