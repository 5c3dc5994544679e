import { makeValueInfo, type ElementType } from '../../onnx/node.ts';
import { onnx, type OnnxModel } from '../../onnx/proto.ts';
import { opsetOf } from '../graph/GraphIndex.ts';
import { addZeroInputs, type ExtraInput } from './addZeroInputs.ts';
import { LATENT } from './bytesIntoEncoder.ts';
import { GraphWriter, KEEP_BATCH, surroundGraph } from './GraphWriter.ts';
import type { ImageTensor } from './ImageTensor.ts';

/** The rewritten decoder's output. */
export const IMAGE_BYTES = 'hourglass.bytes';

/** z as the decoder takes it. */
export interface DecoderLatent {
  input: string;
  type: ElementType;
  /** Without the batch axis: [D], [C,h,w], [100,1,1]. */
  itemDims: readonly number[];
}

/**
 * Puts post-processing into a decoder. The rewritten graph takes LATENT `[N,D] float32` and gives IMAGE_BYTES
 * `[N,P] uint8` in the decoder's own order (see isPlanar), rounded to nearest and clipped. With y the tensor's value a
 * byte is v = 255 · (y · std + mean - low) / (high - low).
 *
 * Operators are chosen by what a small image costs: ONNX Runtime gives Mul and Add to several threads, whose waking takes
 * longer (0.1 ms each) than their 16,384 values, and runs HardSigmoid and QuantizeLinear where it is.
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
  const { width, height, channels } = image;
  const latentSize = latent.itemDims.reduce((product, dim) => product * dim, 1);
  const n = batch ?? 'N';

  const before = new GraphWriter(opsetOf(model), 'in');
  before.cast(before.reshape(LATENT, [KEEP_BATCH, ...latent.itemDims]), latent.type, latent.input);

  const after = new GraphWriter(opsetOf(model), 'out');
  let y = after.cast(output, 'float32');
  y = after.reshape(y, isPlanar(image) ? [-1, channels, height, width] : [-1, height * width, channels]);
  y = toUnitRange(after, y, image);
  if (opsetOf(model) >= 10) {
    y = after.node('QuantizeLinear', [y, after.floats([], [1 / 255]), after.uint8(0)]);
  } else {
    // A half more, then the fraction cut off: rounded to nearest. Round itself exists only from opset 11 on.
    y = after.node('Mul', [y, after.floats([], [255])]);
    y = after.node('Add', [y, after.floats([], [0.5])]);
    y = after.cast(after.clip(y, 0, 255), 'uint8');
  }
  after.reshape(y, [-1, channels * height * width], IMAGE_BYTES);

  surroundGraph(graph, before, after, addZeroInputs(extraInputs, LATENT, opsetOf(model)));
  graph.input = [makeValueInfo(LATENT, 'float32', [n, latentSize])];
  graph.output = [makeValueInfo(IMAGE_BYTES, 'uint8', [n, channels * height * width])];
  return new onnx.ModelProto(model);
}

/** Whether a colour image's bytes are one plane for each channel, and not pixel by pixel. */
export const isPlanar = ({ channels, layout }: Pick<ImageTensor, 'channels' | 'layout'>): boolean =>
  channels > 1 && layout !== 'NHWC';

/** (y · std + mean - low) / (high - low): black is 0, white 1. */
function toUnitRange(after: GraphWriter, y: string, image: ImageTensor): string {
  const { channels, mean, std } = image;
  const [low, high] = image.range;
  const scale = Array.from({ length: channels }, (_, c) => (std?.[c] ?? 1) / (high - low));
  const offset = Array.from({ length: channels }, (_, c) => ((mean?.[c] ?? 0) - low) / (high - low));
  const [alpha = 1, beta = 0] = [scale[0], offset[0]];
  if (scale.every((value) => value === alpha) && offset.every((value) => value === beta)) {
    if (alpha === 1 && beta === 0) return y;
    // max(0, min(1, alpha · y + beta)); what it clips would be clipped anyway.
    return after.node('HardSigmoid', [y], { alpha: { float: alpha }, beta: { float: beta } });
  }
  const perChannel = (values: number[]) =>
    after.floats(isPlanar(image) ? [channels, 1, 1] : [channels], values);
  return after.node('Add', [after.node('Mul', [y, perChannel(scale)]), perChannel(offset)]);
}
