import { shapeError, sameShape, type Shape } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { abs } from '../operators/abs.ts';
import { add } from '../operators/add.ts';
import { matmul } from '../operators/matmul.ts';
import { reduceMean } from '../operators/reduceMean.ts';
import { sub } from '../operators/sub.ts';

/** The 5 taps of Burt & Adelson 1983 with a = 3/8: binomial, in sixteenths. */
const TAPS = [1, 4, 6, 4, 1];
/** What is this small is not halved again: its levels would say what its mean says. */
const SMALLEST_SIDE = 4;

/**
 * The sum over the levels of a Laplacian pyramid (Burt & Adelson, "The Laplacian pyramid as a compact image code", 1983) of the mean of
 * |L(x̂) − L(x)|, the low-pass image that is left being the last level. That is Lap₁ of Ling & Okada 2006, as Bojanowski, Joulin,
 * Lopez-Paz & Szlam ("Optimizing the latent space of generative networks", 2018) use it, per pixel and channel: their weights 4ʲ of
 * sums are equal weights of means. The pyramid is linear, so it is that of x̂ − x.
 * @param xHat [N,C,H,W]
 * @param x [N,C,H,W]
 */
export function laplacianPyramidLoss(xHat: Tensor, x: Tensor): Tensor {
  if (x.shape.length !== 4 || !sameShape(xHat.shape, x.shape)) {
    throw shapeError('Laplacian pyramid', 'expected two tensors of one shape [N,C,H,W]', xHat.shape, x.shape);
  }
  let level = sub(xHat, x);
  let sum: Tensor | null = null;
  const take = (band: Tensor) => {
    const mean = reduceMean(abs(band));
    sum = sum ? add(sum, mean) : mean;
  };
  while (Math.min(level.shape[2]!, level.shape[3]!) > SMALLEST_SIDE) {
    const half = halved(level);
    take(sub(level, doubled(half, level.shape)));
    level = half;
  }
  take(level);
  return sum!;
}

/** Blurred, then every second pixel of every second row: [N,C,H,W] to [N,C,⌈H/2⌉,⌈W/2⌉]. */
function halved(x: Tensor): Tensor {
  const [h, w] = x.shape.slice(2) as [number, number];
  return alongBoth(x, halvingMatrix(h), halvingMatrix(w));
}

/** Back to the pixels of the level above, those between being blends of their neighbours. */
function doubled(x: Tensor, [, , h, w]: Shape): Tensor {
  return alongBoth(x, doublingMatrix(h!), doublingMatrix(w!));
}

/** [rows,columns] */
interface Matrix {
  rows: number;
  columns: number;
  values: Float32Array<ArrayBuffer>;
}

/** The filters are separable, so each is two products with small matrices, which run faster than a convolution. */
function alongBoth(x: Tensor, down: Matrix, across: Matrix): Tensor {
  const { graph } = x;
  const left = graph.constant('float32', [down.rows, down.columns], down.values);
  const right = graph.constant('float32', [across.columns, across.rows], transposed(across));
  return matmul(matmul(left, x), right);
}

/** [⌈size/2⌉,size], its rows sum to 1; what the taps meet outside repeats the border. */
function halvingMatrix(size: number): Matrix {
  const matrix = zeros(Math.ceil(size / 2), size);
  for (let row = 0; row < matrix.rows; row++) {
    TAPS.forEach((tap, at) => {
      const from = Math.min(size - 1, Math.max(0, 2 * row + at - 2));
      matrix.values[row * size + from]! += tap / 16;
    });
  }
  return matrix;
}

/** [size,⌈size/2⌉], its rows sum to 1: the taps over zeros between the pixels, doubled; outside the border is repeated. */
function doublingMatrix(size: number): Matrix {
  const columns = Math.ceil(size / 2);
  const matrix = zeros(size, columns);
  for (let row = 0; row < size; row++) {
    TAPS.forEach((tap, at) => {
      const from = row + at - 2;
      if (from % 2 !== 0) return;
      const column = Math.min(columns - 1, Math.max(0, from / 2));
      matrix.values[row * columns + column]! += tap / 8;
    });
  }
  return matrix;
}

const zeros = (rows: number, columns: number): Matrix => ({
  rows,
  columns,
  values: new Float32Array(rows * columns),
});

function transposed({ rows, columns, values }: Matrix): Float32Array<ArrayBuffer> {
  return values.map((_, at) => values[(at % rows) * columns + Math.floor(at / rows)]!);
}
