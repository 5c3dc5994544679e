/** Writes coordinates [N,3] (see startSpatial) to positions [N,dims], about their mean. */
export function writeCentred(spatial: Float64Array, positions: Float32Array, n: number, dims: number): void {
  for (let axis = 0; axis < dims; axis++) {
    let mean = 0;
    for (let row = 0; row < n; row++) mean += spatial[row * 3 + axis]!;
    mean /= Math.max(n, 1);
    for (let row = 0; row < n; row++) positions[row * dims + axis] = spatial[row * 3 + axis]! - mean;
  }
}
