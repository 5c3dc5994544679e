/** Mean and covariance of points: what they are as a Gaussian. */
export interface Moments {
  /** [k] */
  mean: Float64Array;
  /** [k,k] symmetric, over n − 1 */
  covariance: Float64Array;
}

/** @param points [n,k] */
export function momentsOf(points: Float32Array, k: number): Moments {
  const count = points.length / k;
  const mean = new Float64Array(k);
  for (let i = 0; i < points.length; i++) mean[i % k]! += points[i]! / count;
  const covariance = new Float64Array(k * k);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < k; i++) {
      const deviation = (points[row * k + i]! - mean[i]!) / Math.max(1, count - 1);
      for (let j = 0; j <= i; j++) covariance[i * k + j]! += deviation * (points[row * k + j]! - mean[j]!);
    }
  }
  for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) covariance[j * k + i] = covariance[i * k + j]!;
  return { mean, covariance };
}
