/** Layers in plain loops over doubles: what rewritten graphs are checked against. Weights are shared with the graphs. */
import { normalValues } from '../../random/Random.ts';

export interface Weights {
  dims: number[];
  values: Float32Array;
}

/** Seeded weights whose products neither die out nor saturate. */
export function weights(dims: number[], seed: number, scale = 1): Weights {
  const fanIn = dims.slice(1).reduce((product, dim) => product * dim, 1);
  const values = normalValues(
    dims.reduce((product, dim) => product * dim, 1),
    seed,
  );
  return { dims, values: values.map((value) => (scale * value) / Math.sqrt(fanIn)) };
}

/** y = W x + b, W [out,in] */
export function dense(x: Float64Array, W: Weights, b: Weights): Float64Array {
  const [out = 0, inputs = 0] = W.dims;
  const y = new Float64Array(out);
  for (let o = 0; o < out; o++) {
    let sum = b.values[o]!;
    for (let i = 0; i < inputs; i++) sum += W.values[o * inputs + i]! * x[i]!;
    y[o] = sum;
  }
  return y;
}

/** 4×4 convolution with stride 2 and padding 1: x [C,H,W], W [O,C,4,4] → [O,H/2,W/2] */
export function conv(x: Float64Array, height: number, width: number, W: Weights, b: Weights): Float64Array {
  const [O = 0, C = 0] = W.dims;
  const [h, w] = [height / 2, width / 2];
  const y = new Float64Array(O * h * w);
  for (let o = 0; o < O; o++)
    for (let r = 0; r < h; r++)
      for (let c = 0; c < w; c++) {
        let sum = b.values[o]!;
        for (let i = 0; i < C; i++)
          for (let p = 0; p < 4; p++)
            for (let q = 0; q < 4; q++) {
              const [row, column] = [r * 2 - 1 + p, c * 2 - 1 + q];
              if (row < 0 || row >= height || column < 0 || column >= width) continue;
              sum += W.values[((o * C + i) * 4 + p) * 4 + q]! * x[(i * height + row) * width + column]!;
            }
        y[(o * h + r) * w + c] = sum;
      }
  return y;
}

/** Transposed 4×4 convolution with stride 2 and padding 1: x [C,H,W], W [C,O,4,4] → [O,2H,2W] */
export function convTranspose(
  x: Float64Array,
  height: number,
  width: number,
  W: Weights,
  b: Weights,
): Float64Array {
  const [C = 0, O = 0] = W.dims;
  const [h, w] = [height * 2, width * 2];
  const y = new Float64Array(O * h * w);
  for (let o = 0; o < O; o++) y.fill(b.values[o]!, o * h * w, (o + 1) * h * w);
  for (let i = 0; i < C; i++)
    for (let r = 0; r < height; r++)
      for (let c = 0; c < width; c++)
        for (let o = 0; o < O; o++)
          for (let p = 0; p < 4; p++)
            for (let q = 0; q < 4; q++) {
              const [row, column] = [r * 2 - 1 + p, c * 2 - 1 + q];
              if (row < 0 || row >= h || column < 0 || column >= w) continue;
              y[(o * h + row) * w + column]! +=
                W.values[((i * O + o) * 4 + p) * 4 + q]! * x[(i * height + r) * width + c]!;
            }
  return y;
}

export const relu = (x: Float64Array) => x.map((value) => Math.max(0, value));
export const tanh = (x: Float64Array) => x.map(Math.tanh);
export const sigmoid = (x: Float64Array) => x.map((value) => 1 / (1 + Math.exp(-value)));
