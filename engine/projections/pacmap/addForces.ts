/**
 * How a kind of pairs acts along their difference, with s = 1 + distance²: strength / (reach + s)², which is the slope of
 * strength / 2 · s / (reach + s) / (reach > 0 ? reach : …) for pulls and of 1 / s for pushes (Wang et al. 2021, eq. 1).
 */
export interface PairForce {
  /** Above 0 pulls. */
  strength: number;
  reach: number;
  /** Divided by √s besides, as LocalMAP does. */
  isByDistance?: boolean;
}

/**
 * Adds what pairs give to the gradient, at both of their ends.
 * @param spatial [N,3]
 * @param pairs [N,k]
 * @param gradient [N,3]
 */
export function addForces(
  spatial: Float64Array,
  pairs: Uint32Array,
  n: number,
  gradient: Float64Array,
  { strength, reach, isByDistance = false }: PairForce,
): void {
  const k = pairs.length / n;
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
