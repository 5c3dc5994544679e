/** A covariance that can be inverted, of however few rows. */
export interface ShrunkCovariance {
  /** [D] */
  mean: Float64Array;
  /** [D,D] symmetric */
  covariance: Float64Array;
  /** 0: the rows' own covariance; 1: a multiple of the identity. */
  shrinkage: number;
}

/**
 * The covariance of rows, over N, drawn towards μI with μ the mean variance, by the share that brings the least expected
 * squared error (Ledoit & Wolf, "A well-conditioned estimator for large-dimensional covariance matrices", 2004). With S the
 * covariance and x the centred rows: d² = ‖S − μI‖², b² = min(d², (Σ‖x‖⁴/N − ‖S‖²)/N), and the share is b²/d².
 * @param rows [N,D] float32, N ≥ 1
 */
export function ledoitWolf(rows: Float32Array, d: number): ShrunkCovariance {
  const n = rows.length / d;
  const mean = new Float64Array(d);
  for (let i = 0; i < rows.length; i++) mean[i % d]! += rows[i]! / n;
  const covariance = new Float64Array(d * d);
  const x = new Float64Array(d);
  let fourthPowers = 0;
  for (let row = 0; row < n; row++) {
    let squares = 0;
    for (let i = 0; i < d; i++) {
      x[i] = rows[row * d + i]! - mean[i]!;
      squares += x[i]! ** 2;
    }
    fourthPowers += squares ** 2;
    for (let i = 0; i < d; i++) {
      const value = x[i]! / n;
      for (let j = 0, at = i * d; j <= i; j++, at++) covariance[at]! += value * x[j]!;
    }
  }
  let trace = 0;
  let norm = 0;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < i; j++) {
      covariance[j * d + i] = covariance[i * d + j]!;
      norm += 2 * covariance[i * d + j]! ** 2;
    }
    trace += covariance[i * d + i]!;
    norm += covariance[i * d + i]! ** 2;
  }
  const mu = trace / d;
  const distance = norm - d * mu * mu;
  const noise = Math.min(distance, (fourthPowers / n - norm) / n);
  const shrinkage = distance > 0 && noise > 0 ? noise / distance : 0;
  for (let i = 0; i < d * d; i++) covariance[i]! *= 1 - shrinkage;
  for (let i = 0; i < d; i++) covariance[i * d + i]! += shrinkage * mu;
  return { mean, covariance, shrinkage };
}
