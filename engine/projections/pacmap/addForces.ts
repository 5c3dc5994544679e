/**
 * What a kind of pairs adds to the loss, with s = 1 + distance²: weight · s / (reach + s) a pair (Wang et al. 2021, eq. 1). Further pairs,
 * whose loss is 1 / (1 + s), are those of weight −1 and reach 1.
 */
export interface PairForce {
  /** Above 0 pulls, below pushes. */
  weight: number;
  /** Pairs farther than about √reach hardly act. */
  reach: number;
  /** The force is divided by √s besides, as that of LocalMAP's near pairs is. */
  isByDistance?: boolean;
}

/**
 * Adds the slopes of what pairs give to the loss, at both of their ends.
 * @param spatial [N,3]
 * @param pairs [N,k] for each row its partners
 * @param gradient [N,3]
 */
export function addForces(
  spatial: Float64Array,
  pairs: Uint32Array,
  n: number,
  gradient: Float64Array,
  { weight, reach, isByDistance = false }: PairForce,
): void {
  const k = pairs.length / n;
  const strength = 2 * reach * weight;
  for (let row = 0; row < n; row++) {
    const own = row * 3;
    const x = spatial[own]!;
    const y = spatial[own + 1]!;
    const z = spatial[own + 2]!;
    let [gx, gy, gz] = [0, 0, 0];
    for (let at = row * k; at < (row + 1) * k; at++) {
      const other = pairs[at]! * 3;
      let dx = x - spatial[other]!;
      let dy = y - spatial[other + 1]!;
      let dz = z - spatial[other + 2]!;
      const s = 1 + dx * dx + dy * dy + dz * dz;
      let force = strength / ((reach + s) * (reach + s));
      if (isByDistance) force /= Math.sqrt(s);
      dx *= force;
      dy *= force;
      dz *= force;
      gx += dx;
      gy += dy;
      gz += dz;
      gradient[other]! -= dx;
      gradient[other + 1]! -= dy;
      gradient[other + 2]! -= dz;
    }
    gradient[own]! += gx;
    gradient[own + 1]! += gy;
    gradient[own + 2]! += gz;
  }
}
