import { makeValueInfo, type ElementType } from '../../onnx/node.ts';
import { onnx, type OnnxModel, type OnnxNode } from '../../onnx/proto.ts';
import { opsetOf } from '../graph/GraphIndex.ts';
import { addZeroInputs, type ExtraInput } from './addZeroInputs.ts';
import { LATENT } from './bytesIntoEncoder.ts';
import { GraphWriter } from './GraphWriter.ts';
import type { ImageTensor } from './ImageTensor.ts';

export const RGBA = 'hourglass.rgba';

/** z as the decoder takes it. */
export interface DecoderLatent {
  input: string;
  type: ElementType;
  /** Without the batch axis: [D], [C,h,w], [100,1,1]. */
  itemDims: readonly number[];
}

/**
 * Puts post-processing into a decoder. The rewritten graph takes LATENT `[N,D] float32` and gives RGBA
 * `[N,H,W,4] uint8`, rounded to nearest, clipped, grey replicated, alpha 255. With y the tensor's value the byte is
 * v = 255 · (y · std + mean - low) / (high - low).
 * @param model what extractNetwork made; it is changed
 * @param batch the graph's fixed batch size, or null when it takes any
 */
export function bytesFromDecoder(
  model: OnnxModel,
  output: string,
  image: ImageTensor,
  latent: DecoderLatent,
  extraInputs: readonly ExtraInput[],
  batch: number | null,
): OnnxModel {
  const graph = model.graph;
  if (!graph) throw new Error('bytesFromDecoder: the model holds no graph');
  const { width, height, channels, range } = image;
  const latentSize = latent.itemDims.reduce((product, dim) => product * dim, 1);
  const n = batch ?? 'N';

  const before = new GraphWriter(opsetOf(model), 'in');
  before.cast(before.reshape(LATENT, [-1, ...latent.itemDims]), latent.type, latent.input);

  const after = new GraphWriter(opsetOf(model), 'out');
  let y = after.cast(output, 'float32');
  if (channels > 1 && image.layout !== 'NHWC') {
    y = after.transpose(after.reshape(y, [-1, channels, height, width]), [0, 2, 3, 1]);
  } else {
    y = after.reshape(y, [-1, height, width, channels]);
  }
  // Scaling, grey to RGB and alpha are one product: rgba = y · weights [C,4] + offsets [4]. The half makes the Cast,
  // which cuts fractions off, round to nearest; Round itself exists only from opset 11 on.
  const weights = new Array<number>(channels * 4).fill(0);
  const offsets = [0, 0, 0, 255];
  const span = 255 / (range[1] - range[0]);
  for (let colour = 0; colour < 3; colour++) {
    const c = channels === 1 ? 0 : colour;
    weights[c * 4 + colour] = span * (image.std?.[c] ?? 1);
    offsets[colour] = span * ((image.mean?.[c] ?? 0) - range[0]) + 0.5;
  }
  y = after.node('MatMul', [y, after.floats([channels, 4], weights)]);
  y = after.node('Add', [y, after.floats([4], offsets)]);
  after.cast(after.clip(y, 0, 255), 'uint8', RGBA);

  const zeros = addZeroInputs(extraInputs, LATENT, opsetOf(model));
  graph.node = [...zeros.nodes, ...before.nodes, ...(graph.node as OnnxNode[]), ...after.nodes];
  graph.initializer = [
    ...graph.initializer,
    ...zeros.initializers,
    ...before.initializers,
    ...after.initializers,
  ];
  graph.input = [makeValueInfo(LATENT, 'float32', [n, latentSize])];
  graph.output = [makeValueInfo(RGBA, 'uint8', [n, height, width, 4])];
  return new onnx.ModelProto(model);
}
