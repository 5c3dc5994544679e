import { makeValueInfo } from '../../onnx/node.ts';
import { onnx, type OnnxModel } from '../../onnx/proto.ts';
import { opsetOf } from '../graph/GraphIndex.ts';
import { GraphWriter, KEEP_BATCH, surroundGraph } from './GraphWriter.ts';
import type { ImageTensor } from './ImageTensor.ts';
import { addZeroInputs, type ExtraInput } from './addZeroInputs.ts';

/** Names of the rewritten graphs' own inputs and outputs. */
export const PIXELS = 'hourglass.pixels';
export const LATENT = 'hourglass.z';

/** Where z is in the encoder's output. */
export interface EncoderLatent {
  output: string;
  /** D */
  size: number;
  /** For an output that holds mean and log-variance one after the other: the axis, and its first half's size. */
  meanHalf: { axis: number; size: number } | null;
}

/**
 * Puts pre-processing into an encoder. The rewritten graph takes PIXELS `[N,H,W,C] uint8` and gives LATENT
 * `[N,D] float32`. With v a byte, the tensor holds x = (low + v/255 · (high - low) - mean) / std.
 * @param model what extractNetwork made; it is changed
 * @param batch the graph's fixed batch size, or null when it takes any
 */
export function bytesIntoEncoder(
  model: OnnxModel,
  input: string,
  image: ImageTensor,
  latent: EncoderLatent,
  extraInputs: readonly ExtraInput[],
  batch: number | null,
): OnnxModel {
  const graph = model.graph;
  if (!graph) throw new Error('bytesIntoEncoder: the model holds no graph');
  const { width, height, channels, range, type, itemDims } = image;
  const n = batch ?? 'N';

  const before = new GraphWriter(opsetOf(model), 'in');
  const scale: number[] = [];
  const offset: number[] = [];
  for (let c = 0; c < channels; c++) {
    const std = image.std?.[c] ?? 1;
    scale.push((range[1] - range[0]) / 255 / std);
    offset.push((range[0] - (image.mean?.[c] ?? 0)) / std);
  }
  let x: string;
  if (opsetOf(model) >= 10 && scale.every((value) => value === scale[0])) {
    // One pass over the images where Cast and Mul would be two.
    x = before.node('DequantizeLinear', [PIXELS, before.floats([], [scale[0] ?? 1]), before.uint8(0)]);
  } else {
    x = before.node('Mul', [before.cast(PIXELS, 'float32'), before.floats([channels], scale)]);
  }
  if (offset.some((value) => value !== 0)) x = before.node('Add', [x, before.floats([channels], offset)]);
  // One channel: [H,W,1] and [1,H,W] are the same bytes, and a Reshape costs nothing.
  if (channels > 1 && image.layout !== 'NHWC') x = before.transpose(x, [0, 3, 1, 2]);
  x = before.reshape(x, [KEEP_BATCH, ...itemDims]);
  before.cast(x, type, input);

  const after = new GraphWriter(opsetOf(model), 'out');
  let z = after.cast(latent.output, 'float32');
  if (latent.meanHalf) z = after.slice(z, latent.meanHalf.axis, 0, latent.meanHalf.size);
  after.reshape(z, [-1, latent.size], LATENT);

  surroundGraph(graph, before, after, addZeroInputs(extraInputs, PIXELS, opsetOf(model)));
  graph.input = [makeValueInfo(PIXELS, 'uint8', [n, height, width, channels])];
  graph.output = [makeValueInfo(LATENT, 'float32', [n, latent.size])];
  return new onnx.ModelProto(model);
}
