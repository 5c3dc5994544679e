import { floatTensor } from '../../../engine/onnx/node.ts';
import { LATENT, type Part } from './Part.ts';
import type { Odd } from './Odd.ts';

/** Adds one operator, on the part's input, and returns its output. */
type OddOperator = (part: Part, odd: Odd) => string;

const convolution =
  (opType: string): OddOperator =>
  (part, odd) =>
    part.node(opType, [part.image(), part.floats([1, 1, 1, odd.pick([1, 2, 3])], 0.5)], {
      ...(odd.small() > 0 && { kernel_shape: { ints: odd.ints(2) } }),
      strides: { ints: odd.ints(2) },
      dilations: { ints: odd.ints(2) },
      pads: { ints: odd.ints(4) },
      group: { int: odd.small() },
    });
const pooling =
  (opType: string): OddOperator =>
  (part, odd) =>
    part.node(opType, [part.image()], {
      kernel_shape: { ints: odd.ints(2) },
      strides: { ints: odd.ints(2) },
      pads: { ints: odd.ints(4) },
      ...(opType === 'LpPool' && { p: { int: odd.int() } }),
      ...(opType === 'MaxPool' && { dilations: { ints: odd.ints(2) }, ceil_mode: { int: odd.small() } }),
    });
const integers =
  (opType: string): OddOperator =>
  (part, odd) => {
    const type = odd.pick(['int32', 'int64', 'int8', 'uint8'] as const);
    const lowest = part.float(odd.pick([-(2 ** 31), 0, 1, 5]));
    return part.node(opType, [part.cast(lowest, type), part.cast(part.float(odd.pick([0, -1, 2])), type)]);
  };
const recurrent =
  (opType: string, gates: number): OddOperator =>
  (part, odd) => {
    const hidden = odd.pick([1, 2]);
    const x = part.node('Reshape', [part.from, part.ints([-1, 1, LATENT])]);
    const weights = [
      part.floats([1, gates * hidden, LATENT], 0.1),
      part.floats([1, gates * hidden, hidden], 0.1),
    ];
    return part.node(opType, [x, ...weights], {
      hidden_size: { int: odd.pick([hidden, odd.int()]) },
      clip: { float: odd.float() },
      layout: { int: odd.small() },
    });
  };
const onAxis =
  (opType: string): OddOperator =>
  (part, odd) =>
    part.node(opType, [part.from], { axis: { int: odd.int() } });

/** Operators with numbers that make no sense for them. */
export const ODD_OPERATORS: readonly OddOperator[] = [
  convolution('Conv'),
  convolution('ConvTranspose'),
  ...['MaxPool', 'AveragePool', 'LpPool'].map(pooling),
  ...['Div', 'Mod'].map(integers),
  recurrent('LSTM', 4),
  recurrent('GRU', 3),
  recurrent('RNN', 1),
  ...['Softmax', 'LogSoftmax', 'Hardmax', 'ArgMax', 'Flatten', 'LpNormalization'].map(onAxis),
  (part, odd) => part.node('Expand', [part.from, part.ints(odd.ints())]),
  (part, odd) =>
    part.node('ConstantOfShape', [part.ints(odd.ints())], {
      value: { tensor: floatTensor('', [1], [odd.float()]) },
    }),
  (part, odd) =>
    part.node(odd.pick(['RandomUniform', 'RandomNormal']), [], {
      shape: { ints: odd.ints() },
      [odd.pick(['low', 'mean'])]: { float: odd.float() },
      [odd.pick(['high', 'scale'])]: { float: odd.float() },
      dtype: { int: odd.pick([1, 1, 1, 7, 99]) },
    }),
  (part, odd) =>
    part.node('RandomUniformLike', [part.from], {
      low: { float: odd.float() },
      high: { float: odd.float() },
    }),
  (part, odd) =>
    part.node('RandomNormalLike', [part.from], {
      mean: { float: odd.float() },
      scale: { float: odd.float() },
    }),
  (part, odd) => part.node('Multinomial', [part.from], { sample_size: { int: odd.int() } }),
  (part) => part.node('Bernoulli', [part.from]),
  (part, odd) =>
    part.node('DequantizeLinear', [
      part.node('QuantizeLinear', [part.from, part.float(odd.float())]),
      part.float(odd.float()),
    ]),
  (part, odd) =>
    part.node('QuantizeLinear', [part.from, part.floats([odd.pick([0, 1, 3, 5])], odd.float())], {
      axis: { int: odd.int() },
    }),
  (part, odd) => part.node('Clip', [part.from, part.float(odd.float()), part.float(odd.float())]),
  (part, odd) =>
    part.node('Resize', [part.image(), '', part.floats([4], odd.float())], {
      mode: { string: odd.pick(['nearest', 'linear', 'cubic', 'odd']) },
    }),
  (part, odd) =>
    part.node('Resize', [part.image(), '', '', part.ints(odd.ints(4))], {
      mode: { string: odd.pick(['nearest', 'linear', 'cubic']) },
      coordinate_transformation_mode: {
        string: odd.pick(['half_pixel', 'align_corners', 'tf_crop_and_resize', '']),
      },
    }),
  (part, odd) =>
    part.node('Reshape', [part.from, part.ints(odd.ints())], { allowzero: { int: odd.small() } }),
  (part, odd) => part.node('Gather', [part.from, part.ints(odd.ints())], { axis: { int: odd.small() } }),
  (part, odd) =>
    part.node('GatherND', [part.from, part.ints(odd.ints(2))], { batch_dims: { int: odd.small() } }),
  (part, odd) =>
    part.node('GatherElements', [part.floats([4], 1), part.ints(odd.ints())], { axis: { int: odd.small() } }),
  (part, odd) =>
    part.node('ScatterElements', [part.floats([4], 1), part.ints(odd.ints(2)), part.floats([2], 2)], {
      axis: { int: odd.small() },
    }),
  (part, odd) =>
    part.node('ScatterND', [
      part.floats([4], 1),
      part.node('Reshape', [part.ints(odd.ints(2)), part.ints([2, 1])]),
      part.floats([2], 2),
    ]),
  (part, odd) => part.node('Slice', [part.from, ...[0, 1, 2, 3].map(() => part.ints(odd.ints(1)))]),
  (part, odd) => part.node('Tile', [part.from, part.ints(odd.ints(2))]),
  (part, odd) =>
    part.node('Pad', [part.from, part.ints(odd.ints(4))], {
      mode: { string: odd.pick(['constant', 'reflect', 'edge', 'wrap', '']) },
    }),
  (part, odd) => part.node('Split', [part.from, part.ints(odd.ints(1))], { axis: { int: odd.small() } }),
  (part, odd) => part.node('Concat', [part.from, part.from], { axis: { int: odd.int() } }),
  (part, odd) => part.node('Transpose', [part.from], { perm: { ints: odd.ints(2) } }),
  (part, odd) => part.node('TopK', [part.from, part.ints([odd.int()])], { axis: { int: odd.small() } }),
  (part, odd) =>
    part.node('OneHot', [part.ints(odd.ints()), part.int(odd.int()), part.floats([2], 1)], {
      axis: { int: odd.small() },
    }),
  (part, odd) =>
    part.node('Range', [part.float(odd.float()), part.float(odd.float()), part.float(odd.float())]),
  (part, odd) => part.node('Range', [part.int(odd.int()), part.int(odd.int()), part.int(odd.int())]),
  (part, odd) => part.node('EyeLike', [part.from], { k: { int: odd.int() } }),
  (part, odd) => part.node('Trilu', [part.from, part.int(odd.int())]),
  (part, odd) => part.node('CumSum', [part.from, part.int(odd.int())]),
  (part, odd) => part.node(odd.pick(['Unsqueeze', 'Squeeze']), [part.from, part.ints(odd.ints())]),
  (part, odd) =>
    part.node('ReduceSum', [part.from, part.ints(odd.ints())], { keepdims: { int: odd.small() } }),
  (part, odd) => part.node('Shape', [part.from], { start: { int: odd.int() }, end: { int: odd.int() } }),
  (part, odd) =>
    part.node('Einsum', [part.from, part.from], {
      equation: { string: odd.pick(['', 'ij,ij', '->', 'i...,j...->', 'ij,jk->ik', 'ii,jj->z', 'aB,,c->?']) },
    }),
  (part, odd) =>
    part.node(
      'BitShift',
      [part.cast(part.from, 'uint8'), part.cast(part.float(odd.pick([0, 8, 64, 255])), 'uint8')],
      { direction: { string: odd.pick(['LEFT', 'RIGHT', '']) } },
    ),
  (part, odd) =>
    part.node('Cast', [part.float(odd.float())], {
      to: { int: odd.pick([0, 2, 6, 7, 8, 9, 10, 16, 17, 22, 99, -1]) },
    }),
  (part, odd) =>
    part.node(odd.pick(['DepthToSpace', 'SpaceToDepth']), [part.image()], { blocksize: { int: odd.int() } }),
  (part, odd) =>
    part.node('LRN', [part.image()], { size: { int: odd.int() }, alpha: { float: odd.float() } }),
  (part, odd) =>
    part.node('LayerNormalization', [part.from, part.floats([odd.pick([0, 1, 3])], 1)], {
      axis: { int: odd.small() },
      epsilon: { float: odd.float() },
    }),
  (part, odd) =>
    part.node('BatchNormalization', [
      part.image(),
      ...[1, 2, 3, 4].map(() => part.floats([odd.pick([1, 1, 2, 0])], odd.float())),
    ]),
  (part, odd) =>
    part.node('InstanceNormalization', [
      part.image(),
      part.floats([odd.pick([1, 2, 0])], 1),
      part.floats([1], 1),
    ]),
  (part, odd) =>
    part.node('Dropout', [part.from, part.float(odd.float()), part.cast(part.float(odd.small()), 'bool')]),
  (part, odd) =>
    part.node('NonMaxSuppression', [
      part.floats([1, 2, 4], odd.float()),
      part.floats([1, 1, 2], 1),
      part.ints([odd.int()]),
      part.floats([1], odd.float()),
    ]),
  (part, odd) =>
    part.node('RoiAlign', [part.image(), part.floats([1, 4], odd.float()), part.ints([odd.int()])], {
      output_height: { int: odd.int() },
      output_width: { int: odd.small() },
      sampling_ratio: { int: odd.int() },
      spatial_scale: { float: odd.float() },
    }),
  (part, odd) =>
    part.node('GridSample', [part.floats([1, 1, 2, 2], 1), part.floats([1, 2, 2, 2], odd.float())], {
      align_corners: { int: odd.small() },
    }),
  (part, odd) =>
    part.node(odd.pick(['HannWindow', 'HammingWindow', 'BlackmanWindow']), [part.int(odd.int())]),
  (part, odd) =>
    part.node(
      'DFT',
      [part.node('Reshape', [part.floats([4], 1), part.ints([1, 4, 1])]), part.int(odd.int())],
      { axis: { int: odd.small() }, inverse: { int: odd.small() } },
    ),
  (part, odd) =>
    part.node('STFT', [
      part.floats([1, 16, 1], 1),
      part.int(odd.int()),
      part.floats([4], 1),
      part.int(odd.int()),
    ]),
  (part, odd) =>
    part.node('MelWeightMatrix', [
      part.int(odd.int()),
      part.int(odd.int()),
      part.int(odd.int()),
      part.float(odd.float()),
      part.float(odd.float()),
    ]),
  (part, odd) =>
    part.node('ReverseSequence', [part.floats([2, 2], 1), part.ints(odd.ints(2))], {
      batch_axis: { int: odd.small() },
      time_axis: { int: odd.small() },
    }),
  (part, odd) =>
    part.node('SequenceAt', [part.node('SequenceConstruct', [part.from, part.from]), part.int(odd.int())]),
  (part, odd) =>
    part.node(
      'ConcatFromSequence',
      [part.node('SplitToSequence', [part.from, part.ints(odd.ints(1))], { axis: { int: odd.small() } })],
      { axis: { int: odd.int() } },
    ),
  (part, odd) =>
    part.node('Compress', [part.from, part.cast(part.floats([odd.pick([0, 1, 9])], 1), 'bool')], {
      axis: { int: odd.int() },
    }),
  (part, odd) =>
    part.node(
      'MaxUnpool',
      [part.image(), part.node('Reshape', [part.ints(odd.ints(3)), part.ints([1, 1, 1, 3])])],
      { kernel_shape: { ints: odd.ints(2) }, strides: { ints: odd.ints(2) } },
    ),
  (part, odd) =>
    part.node('MatMul', [part.from, part.floats([odd.pick([0, 1, 2, 3]), odd.pick([0, 1, 3])], odd.float())]),
  (part, odd) =>
    part.node('Gemm', [part.from, part.floats([3, 3], 1), part.floats([odd.pick([0, 1, 2, 3])], 1)], {
      alpha: { float: odd.float() },
      transB: { int: odd.int() },
    }),
  (part, odd) =>
    part.node('Upsample', [part.image()], { scales: { floats: [odd.float(), odd.float(), 1, 1] } }),
  (part, odd) =>
    part.ownNode(
      'Attention',
      [part.node('Reshape', [part.from, part.ints([-1, 1, 3])]), part.floats([3, 9], 1), part.floats([9], 1)],
      { num_heads: { int: odd.int() } },
    ),
  (part, odd) =>
    part.ownNode(odd.pick(['Gelu', 'BiasGelu', 'Inverse', 'Unique', 'NoSuchOperator']), [part.from]),
  (part, odd) => part.ownNode('Pad', [part.from, part.ints(odd.ints(4))]),
  (part, odd) =>
    part.ownNode('GroupNorm', [part.image(), part.floats([3], 1), part.floats([3], 1)], {
      groups: { int: odd.int() },
      channels_last: { int: 1 },
      activation: { int: odd.small() },
    }),
  (part, odd) => part.node(odd.pick(['', ' ', 'Conv ', '💥', 'x'.repeat(5000), 'constructor']), [part.from]),
];
