import { describe, expect, test } from 'vitest';
import { checkGradients } from '../graph/checkGradients.ts';
import { GraphBuilder } from '../graph/GraphBuilder.ts';
import { gradients } from '../graph/gradients.ts';
import { sizeOf, type Shape } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { bceLoss } from '../losses/bceLoss.ts';
import { klLoss } from '../losses/klLoss.ts';
import { l1Loss } from '../losses/l1Loss.ts';
import { mseLoss } from '../losses/mseLoss.ts';
import { laplacianPyramidLoss } from '../losses/laplacianPyramidLoss.ts';
import { sharpLoss } from '../losses/sharpLoss.ts';
import { ssimLoss } from '../losses/ssimLoss.ts';
import { abs } from './abs.ts';
import { add } from './add.ts';
import { clip } from './clip.ts';
import { clipInward } from './clipInward.ts';
import { clipThrough } from './clipThrough.ts';
import { concat } from './concat.ts';
import { conv } from './conv.ts';
import { convTranspose } from './convTranspose.ts';
import { depthToSpace } from './depthToSpace.ts';
import { div } from './div.ts';
import { downsample } from './downsample.ts';
import { erf } from './erf.ts';
import { exp } from './exp.ts';
import { expand } from './expand.ts';
import { gelu } from './gelu.ts';
import { gemm, gemmTransposed } from './gemm.ts';
import { groupNormalization } from './groupNormalization.ts';
import { layerNormalization } from './layerNormalization.ts';
import { leakyRelu } from './leakyRelu.ts';
import { log } from './log.ts';
import { matmul } from './matmul.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { pad } from './pad.ts';
import { reduceMean } from './reduceMean.ts';
import { reduceSum } from './reduceSum.ts';
import { relu } from './relu.ts';
import { reshape } from './reshape.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { slice } from './slice.ts';
import { spaceToDepth } from './spaceToDepth.ts';
import { sqrt } from './sqrt.ts';
import { square } from './square.ts';
import { productConv, productConvTranspose } from './productConv.ts';
import { sub } from './sub.ts';
import { tanh } from './tanh.ts';
import { transpose } from './transpose.ts';
import { upsample } from './upsample.ts';

/** Of the largest gradient: float32 rounding over a difference of 2e-2, and the third derivative's share. */
const TOLERANCE = 2e-3;

interface Case {
  operator: string;
  build: (...inputs: Tensor[]) => Tensor;
  shapes: Shape[];
  output: Shape;
  /** Away from corners; −1..1 when absent. */
  range?: [number, number];
}

const convolution =
  (stride: number, padding: number, dilation: number) =>
  (...[x, w, b]: Tensor[]): Tensor =>
    conv(x!, w!, b ?? null, { stride, padding, dilation });
const transposed =
  (stride: number, padding: number, dilation: number, outputPadding: number) =>
  (...[x, w, b]: Tensor[]): Tensor =>
    convTranspose(x!, w!, b ?? null, { stride, padding, dilation, outputPadding });

/** Of the shape of x, striped: no level of a pyramid of x less this comes near 0, where |·| has its corner, for x about 0.5. */
const striped = ({ graph, shape }: Tensor): Tensor =>
  graph.constant(
    'float32',
    shape,
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => (i % 2) / 2),
  );
/** A mean's gradients are too small to be compared. */
const perImage = (loss: Tensor, { graph, shape }: Tensor): Tensor => mul(loss, graph.scalar(sizeOf(shape)));

const CASES: Case[] = [
  {
    operator: 'add',
    build: add,
    shapes: [
      [2, 3],
      [2, 3],
    ],
    output: [2, 3],
  },
  { operator: 'add, broadcast', build: add, shapes: [[2, 3], [3]], output: [2, 3] },
  {
    operator: 'add, broadcast both ways',
    build: add,
    shapes: [
      [2, 1, 3],
      [4, 1],
    ],
    output: [2, 4, 3],
  },
  {
    operator: 'sub, broadcast',
    build: sub,
    shapes: [
      [1, 3],
      [2, 3],
    ],
    output: [2, 3],
  },
  {
    operator: 'mul',
    build: mul,
    shapes: [
      [2, 3],
      [2, 3],
    ],
    output: [2, 3],
  },
  {
    operator: 'mul, broadcast',
    build: mul,
    shapes: [
      [2, 3, 2],
      [3, 1],
    ],
    output: [2, 3, 2],
  },
  { operator: 'mul by a scalar', build: mul, shapes: [[2, 3], []], output: [2, 3] },
  {
    operator: 'div',
    build: div,
    shapes: [
      [2, 3],
      [2, 3],
    ],
    output: [2, 3],
    range: [0.7, 2],
  },
  {
    operator: 'div, broadcast',
    build: div,
    shapes: [
      [2, 3],
      [2, 1],
    ],
    output: [2, 3],
    range: [0.7, 2],
  },
  { operator: 'neg', build: neg, shapes: [[5]], output: [5] },
  {
    operator: 'matmul',
    build: matmul,
    shapes: [
      [3, 4],
      [4, 2],
    ],
    output: [3, 2],
  },
  {
    operator: 'matmul, one matrix for all',
    build: matmul,
    shapes: [
      [3, 4],
      [2, 4, 2],
    ],
    output: [2, 3, 2],
  },
  {
    operator: 'matmul, batched',
    build: matmul,
    shapes: [
      [2, 3, 4],
      [2, 4, 2],
    ],
    output: [2, 3, 2],
  },
  {
    operator: 'gemm with bias',
    build: (x, w, b) => gemm(x!, w!, b!),
    shapes: [[3, 4], [4, 2], [2]],
    output: [3, 2],
  },
  {
    operator: 'gemm with a transposed weight',
    build: (x, w, b) => gemmTransposed(x!, w!, b!),
    shapes: [[3, 4], [5, 4], [5]],
    output: [3, 5],
  },
  {
    operator: 'gemm without bias',
    build: (x, w) => gemm(x!, w!, null),
    shapes: [
      [3, 4],
      [4, 2],
    ],
    output: [3, 2],
  },
  {
    operator: 'conv',
    build: convolution(1, 0, 1),
    shapes: [[2, 2, 4, 5], [3, 2, 3, 2], [3]],
    output: [2, 3, 2, 4],
  },
  {
    operator: 'conv, padding 1',
    build: convolution(1, 1, 1),
    shapes: [[2, 2, 3, 4], [2, 2, 3, 3], [2]],
    output: [2, 2, 3, 4],
  },
  {
    operator: 'conv, 4×4, stride 2, padding 1',
    build: convolution(2, 1, 1),
    shapes: [[2, 2, 6, 4], [3, 2, 4, 4], [3]],
    output: [2, 3, 3, 2],
  },
  {
    operator: 'conv, stride 2, rows left over',
    build: convolution(2, 0, 1),
    shapes: [
      [1, 2, 6, 6],
      [2, 2, 3, 3],
    ],
    output: [1, 2, 2, 2],
  },
  {
    operator: 'conv, dilation 2',
    build: convolution(1, 1, 2),
    shapes: [
      [1, 2, 5, 6],
      [2, 2, 3, 3],
    ],
    output: [1, 2, 3, 4],
  },
  {
    operator: 'conv, stride 3, dilation 2, padding 2',
    build: convolution(3, 2, 2),
    shapes: [
      [1, 1, 8, 7],
      [2, 1, 3, 2],
    ],
    output: [1, 2, 3, 3],
  },
  {
    operator: 'convTranspose',
    build: transposed(1, 0, 1, 0),
    shapes: [[2, 2, 2, 3], [2, 3, 3, 3], [3]],
    output: [2, 3, 4, 5],
  },
  {
    operator: 'convTranspose, 4×4, stride 2, padding 1',
    build: transposed(2, 1, 1, 0),
    shapes: [[2, 3, 2, 2], [3, 2, 4, 4], [2]],
    output: [2, 2, 4, 4],
  },
  {
    operator: 'convTranspose, stride 2, outputPadding 1',
    build: transposed(2, 1, 1, 1),
    shapes: [[1, 2, 3, 2], [2, 2, 3, 3], [2]],
    output: [1, 2, 6, 4],
  },
  {
    operator: 'convTranspose, dilation 2',
    build: transposed(2, 2, 2, 1),
    shapes: [
      [1, 2, 3, 3],
      [2, 1, 3, 3],
    ],
    output: [1, 1, 6, 6],
  },
  {
    operator: 'productConv, 4×4, stride 2, padding 1',
    build: (x, w, b) => productConv(x!, w!, b!, { stride: 2, padding: 1 }),
    shapes: [[2, 4, 6, 2], [3, 2, 4, 4], [3]],
    output: [2, 2, 3, 3],
  },
  {
    operator: 'productConv, 3×3, padding 1',
    build: (x, w) => productConv(x!, w!, null, { stride: 1, padding: 1 }),
    shapes: [
      [2, 3, 4, 2],
      [2, 2, 3, 3],
    ],
    output: [2, 3, 4, 2],
  },
  {
    operator: 'productConv, 2×2, stride 2, a column left over',
    build: (x, w) => productConv(x!, w!, null, { stride: 2, padding: 0 }),
    shapes: [
      [2, 4, 5, 2],
      [2, 2, 2, 2],
    ],
    output: [2, 2, 2, 2],
  },
  {
    operator: 'productConv, 1×1',
    build: (x, w, b) => productConv(x!, w!, b!, { stride: 1, padding: 0 }),
    shapes: [[2, 2, 3, 2], [3, 2, 1, 1], [3]],
    output: [2, 2, 3, 3],
  },
  {
    operator: 'productConvTranspose, 4×4, stride 2, padding 1',
    build: (x, w, b) => productConvTranspose(x!, w!, b!, { stride: 2, padding: 1 }),
    shapes: [[2, 2, 3, 3], [3, 2, 4, 4], [2]],
    output: [2, 4, 6, 2],
  },
  {
    operator: 'productConvTranspose, 2×2, stride 2, outputPadding 1',
    build: (x, w) => productConvTranspose(x!, w!, null, { stride: 2, padding: 0 }, 1),
    shapes: [
      [2, 2, 3, 2],
      [2, 2, 2, 2],
    ],
    output: [2, 5, 7, 2],
  },
  { operator: 'relu above 0', build: relu, shapes: [[2, 3]], output: [2, 3], range: [0.1, 1] },
  { operator: 'relu below 0', build: relu, shapes: [[2, 3]], output: [2, 3], range: [-1, -0.1] },
  {
    operator: 'leakyRelu above 0',
    build: (x) => leakyRelu(x!),
    shapes: [[2, 3]],
    output: [2, 3],
    range: [0.1, 1],
  },
  {
    operator: 'leakyRelu below 0',
    build: (x) => leakyRelu(x!, 0.2),
    shapes: [[2, 3]],
    output: [2, 3],
    range: [-1, -0.1],
  },
  { operator: 'silu', build: silu, shapes: [[2, 5]], output: [2, 5], range: [-3, 3] },
  { operator: 'gelu', build: gelu, shapes: [[2, 5]], output: [2, 5], range: [-3, 3] },
  { operator: 'erf', build: erf, shapes: [[2, 5]], output: [2, 5], range: [-2, 2] },
  { operator: 'tanh', build: tanh, shapes: [[2, 5]], output: [2, 5], range: [-2, 2] },
  { operator: 'sigmoid', build: sigmoid, shapes: [[2, 5]], output: [2, 5], range: [-4, 4] },
  { operator: 'exp', build: exp, shapes: [[2, 3]], output: [2, 3] },
  { operator: 'log', build: log, shapes: [[2, 3]], output: [2, 3], range: [0.5, 3] },
  { operator: 'sqrt', build: sqrt, shapes: [[2, 3]], output: [2, 3], range: [0.5, 3] },
  { operator: 'square', build: square, shapes: [[2, 3]], output: [2, 3] },
  { operator: 'abs above 0', build: abs, shapes: [[4]], output: [4], range: [0.1, 1] },
  { operator: 'abs below 0', build: abs, shapes: [[4]], output: [4], range: [-1, -0.1] },
  { operator: 'clip inside', build: (x) => clip(x!, -1.1, 1.1), shapes: [[4]], output: [4] },
  { operator: 'clip outside', build: (x) => clip(x!, 2, 3), shapes: [[4]], output: [4] },
  { operator: 'clipThrough inside', build: (x) => clipThrough(x!, -1.1, 1.1), shapes: [[4]], output: [4] },
  { operator: 'clipInward inside', build: (x) => clipInward(x!, -1.1, 1.1), shapes: [[4]], output: [4] },
  { operator: 'reshape', build: (x) => reshape(x!, [2, 2, 3]), shapes: [[4, 3]], output: [2, 2, 3] },
  { operator: 'transpose', build: (x) => transpose(x!, [2, 0, 1]), shapes: [[2, 3, 4]], output: [4, 2, 3] },
  {
    operator: 'concat',
    build: (a, b) => concat([a!, b!], -1),
    shapes: [
      [2, 1],
      [2, 3],
    ],
    output: [2, 4],
  },
  { operator: 'slice', build: (x) => slice(x!, 1, 1, 3), shapes: [[2, 4]], output: [2, 2] },
  { operator: 'pad', build: (x) => pad(x!, 0, 1, 2), shapes: [[2, 3]], output: [5, 3] },
  { operator: 'expand', build: (x) => expand(x!, [2, 4, 3]), shapes: [[4, 1]], output: [2, 4, 3] },
  { operator: 'reduceSum', build: (x) => reduceSum(x!), shapes: [[2, 3]], output: [] },
  { operator: 'reduceSum, axis 1', build: (x) => reduceSum(x!, [1]), shapes: [[2, 3, 2]], output: [2, 2] },
  {
    operator: 'reduceMean, axes kept',
    build: (x) => reduceMean(x!, [0, 2], true),
    shapes: [[2, 3, 2]],
    output: [1, 3, 1],
  },
  { operator: 'upsample', build: upsample, shapes: [[2, 2, 2, 3]], output: [2, 2, 4, 6] },
  { operator: 'downsample', build: downsample, shapes: [[2, 2, 4, 6]], output: [2, 2, 2, 3] },
  {
    operator: 'spaceToDepth',
    build: (x) => spaceToDepth(x!, 2),
    shapes: [[2, 2, 4, 2]],
    output: [2, 8, 2, 1],
  },
  {
    operator: 'depthToSpace',
    build: (x) => depthToSpace(x!, 2),
    shapes: [[2, 8, 2, 1]],
    output: [2, 2, 4, 2],
  },
  {
    operator: 'layerNormalization',
    build: layerNormalization,
    shapes: [[2, 6]],
    output: [2, 6],
    range: [-2, 2],
  },
  {
    operator: 'groupNormalization, 2 groups',
    build: (x, s, b) => groupNormalization(x!, 2, s!, b!),
    shapes: [[2, 4, 2, 2], [4], [4]],
    output: [2, 4, 2, 2],
    range: [-2, 2],
  },
  {
    operator: 'groupNormalization, 1 group',
    build: (x, s, b) => groupNormalization(x!, 1, s!, b!),
    shapes: [[2, 3, 2, 2], [3], [3]],
    output: [2, 3, 2, 2],
    range: [-2, 2],
  },
  {
    operator: 'mseLoss',
    build: mseLoss,
    shapes: [
      [2, 1, 2, 2],
      [2, 1, 2, 2],
    ],
    output: [],
  },
  {
    operator: 'l1Loss',
    build: (x) => l1Loss(x!, x!.graph.filled([2, 1, 2, 2], 0)),
    shapes: [[2, 1, 2, 2]],
    output: [],
    range: [0.1, 1],
  },
  {
    operator: 'bceLoss',
    build: (x) => bceLoss(x!, x!.graph.filled([2, 1, 2, 2], 0.3)),
    shapes: [[2, 1, 2, 2]],
    output: [],
    range: [-4, 4],
  },
  {
    operator: 'ssimLoss',
    build: (x) => ssimLoss(x!, x!.graph.filled([1, 1, 4, 12], 0.1)),
    shapes: [[1, 1, 4, 12]],
    output: [],
    range: [0.2, 0.9],
  },
  {
    operator: 'laplacianPyramidLoss',
    build: (x) => perImage(laplacianPyramidLoss(x!, striped(x!)), x!),
    shapes: [[1, 2, 8, 6]],
    output: [],
    range: [0.499, 0.501],
  },
  {
    operator: 'sharpLoss',
    build: (x) => perImage(sharpLoss(x!, striped(x!)), x!),
    shapes: [[1, 1, 8, 8]],
    output: [],
    range: [0.499, 0.501],
  },
  {
    operator: 'klLoss',
    build: (mu, logvar) => klLoss(mu!, logvar!),
    shapes: [
      [3, 2],
      [3, 2],
    ],
    output: [],
  },
  {
    operator: 'klLoss, free bits above all',
    build: (mu, logvar) => klLoss(mu!, logvar!, 5),
    shapes: [
      [3, 2],
      [3, 2],
    ],
    output: [],
  },
];

describe('gradients equal central differences', () => {
  const named = CASES.map((entry) => ({
    ...entry,
    from: entry.shapes.map((shape) => `[${shape.join(',')}]`).join(' '),
  }));
  test.each(named)('$operator $from', async ({ build, shapes, output, range }) => {
    const { worstError, outputShape } = await checkGradients(build, shapes, range);
    expect(outputShape).toEqual(output);
    expect(worstError).toBeLessThan(TOLERANCE);
  });

  test('a wrong gradient is caught, and so is NaN', async () => {
    const wrong = (x: Tensor): Tensor => x.graph.emit('Tanh', [x], x.shape).differentiate([x], (dy) => [dy]);
    expect((await checkGradients((x) => wrong(x!), [[4]])).worstError).toBeGreaterThan(0.05);
    await expect(checkGradients((x) => log(x!), [[4]], [-2, -1])).rejects.toThrow(/NaN/);
  });

  test('a tensor used twice receives both gradients', async () => {
    const { worstError } = await checkGradients((x) => add(mul(x!, x!), tanh(x!)), [[5]]);
    expect(worstError).toBeLessThan(TOLERANCE);
  });
});

describe('shapes are checked while the graph is built', () => {
  const graph = new GraphBuilder();
  const tensor = (...shape: number[]): Tensor => graph.input(`input${shape.join('x')}`, 'float32', shape);
  const options = { stride: 1, padding: 0, dilation: 1 };

  test.each<[string, () => Tensor, RegExp]>([
    ['add', () => add(tensor(2, 3), tensor(4)), /^Add: .*\[2,3\].*\[4\]/],
    ['matmul', () => matmul(tensor(2, 3), tensor(4, 5)), /^MatMul: .*3 and 4.*\[2,3\].*\[4,5\]/],
    ['gemm', () => gemm(tensor(2, 3), tensor(3, 5), tensor(4)), /^Gemm: .*\[3,5\].*\[4\]/],
    [
      'conv',
      () => conv(tensor(1, 2, 4, 4), tensor(3, 5, 3, 3), null, options),
      /^Conv: .*\[1,2,4,4\].*\[3,5,3,3\]/,
    ],
    [
      'conv, kernel too large',
      () => conv(tensor(1, 2, 2, 2), tensor(3, 2, 3, 3), null, options),
      /^Conv: .*kernel is larger/,
    ],
    [
      'convTranspose',
      () => convTranspose(tensor(1, 2, 4, 4), tensor(2, 3, 3, 3), null, { ...options, outputPadding: 1 }),
      /^ConvTranspose: .*outputPadding 1/,
    ],
    ['reshape', () => reshape(tensor(2, 3), [4, 2]), /^Reshape: .*\[2,3\].*\[4,2\]/],
    ['concat', () => concat([tensor(2, 3), tensor(3, 3)], 1), /^Concat: .*\[2,3\].*\[3,3\]/],
    ['slice', () => slice(tensor(2, 3), 1, 1, 4), /^Slice: .*1\.\.4.*\[2,3\]/],
    ['downsample', () => downsample(tensor(1, 1, 3, 4)), /^Downsample: .*\[1,1,3,4\]/],
    ['spaceToDepth', () => spaceToDepth(tensor(1, 1, 3, 4), 2), /^SpaceToDepth: .*\[1,1,3,4\]/],
    ['depthToSpace', () => depthToSpace(tensor(1, 3, 2, 2), 2), /^DepthToSpace: .*\[1,3,2,2\]/],
    [
      'groupNormalization',
      () => groupNormalization(tensor(1, 3, 2, 2), 2, tensor(3), tensor(3)),
      /^GroupNormalization: /,
    ],
  ])('%s', (_, build, message) => {
    expect(build).toThrow(message);
  });

  test('a loss of several values, or one that does not reach a weight, is refused', () => {
    const x = tensor(2, 2);
    expect(() => gradients(x, [x])).toThrow(/the loss must hold one value/);
    expect(() => gradients(reduceSum(x), [tensor(3)])).toThrow(/does not depend on "input3"/);
  });
});
