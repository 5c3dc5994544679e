/** The k nearest neighbours of each of N points, itself left out, nearest first. */
export interface NeighborGraph {
  k: number;
  /** [N,k] */
  indices: Uint32Array;
  /** [N,k], Euclidean */
  distances: Float32Array;
}

/**
 * Compares every point with every other.
 * @param z [N,D]
 * @param k less than N
 */
export function neighborsByForce(z: Float32Array, latentSize: number, k: number): NeighborGraph {
  const count = z.length / latentSize;
  const indices = new Uint32Array(count * k);
  const distances = new Float32Array(count * k);
  const best = new Float64Array(k);
  for (let i = 0; i < count; i++) {
    best.fill(Infinity);
    const row = i * k;
    for (let j = 0; j < count; j++) {
      if (j === i) continue;
      let squared = 0;
      const worst = best[k - 1]!;
      for (let d = 0; d < latentSize && squared < worst; d++) {
        squared += (z[i * latentSize + d]! - z[j * latentSize + d]!) ** 2;
      }
      if (squared >= worst) continue;
      let at = k - 1;
      for (; at > 0 && best[at - 1]! > squared; at--) {
        best[at] = best[at - 1]!;
        indices[row + at] = indices[row + at - 1]!;
      }
      best[at] = squared;
      indices[row + at] = j;
    }
    for (let at = 0; at < k; at++) distances[row + at] = Math.sqrt(best[at]!);
  }
  return { k, indices, distances };
}
