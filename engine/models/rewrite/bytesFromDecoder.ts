import { makeValueInfo, type ElementType } from '../../onnx/node.ts';
import { onnx, type OnnxModel } from '../../onnx/proto.ts';
import { opsetOf } from '../graph/GraphIndex.ts';
import { addZeroInputs, type ExtraInput } from './addZeroInputs.ts';
import { LATENT } from './bytesIntoEncoder.ts';
import { GraphWriter, surroundGraph } from './GraphWriter.ts';
import type { ImageTensor } from './ImageTensor.ts';

export const RGBA = 'hourglass.rgba';

/** The output RGBA, [N,H,W] int32, as [N,H,W,4] uint8, without a copy. */
export const bytesOfPixels = (pixels: Int32Array): Uint8Array =>
  new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);

/** z as the decoder takes it. */
export interface DecoderLatent {
  input: string;
  type: ElementType;
  /** Without the batch axis: [D], [C,h,w], [100,1,1]. */
  itemDims: readonly number[];
}

/**
 * Puts post-processing into a decoder. The rewritten graph takes LATENT `[N,D] float32` and gives RGBA
 * `[N,H,W] int32`, each pixel's four bytes in one number, red lowest: in memory `[N,H,W,4] uint8` on every machine that
 * Hourglass runs on. Rounded to nearest, clipped, grey replicated, alpha 255. With y the tensor's value a byte is
 * v = 255 · (y · std + mean - low) / (high - low). Packed numbers are arithmetic that runs at memory speed, where interleaving
 * bytes takes longer than a small decoder.
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
  const isPlanar = channels > 1 && image.layout !== 'NHWC';
  let y = after.cast(output, 'float32');
  y = after.reshape(y, isPlanar ? [-1, channels, height, width] : [-1, height * width, channels]);
  const perChannel = (values: number[]) => after.floats(isPlanar ? [channels, 1, 1] : [channels], values);
  const span = 255 / (range[1] - range[0]);
  const scale = Array.from({ length: channels }, (_, c) => span * (image.std?.[c] ?? 1));
  const offset = Array.from({ length: channels }, (_, c) => span * ((image.mean?.[c] ?? 0) - range[0]));
  y = after.node('Mul', [y, perChannel(scale)]);
  // A half more, then the fraction cut off: rounded to nearest. Round itself exists only from opset 11 on.
  y = after.node('Add', [y, perChannel(offset.map((value) => value + 0.5))]);
  y = after.node('Floor', [after.clip(y, 0, 255)]);
  // red + 256 · green + 65536 · blue stays below 2²⁴, so float32 holds it exactly.
  if (channels === 1) y = after.node('Mul', [y, after.floats([], [0x01_01_01])]);
  else if (isPlanar) y = after.node('Conv', [y, after.floats([1, 3, 1, 1], [1, 256, 65_536])]);
  else y = after.node('MatMul', [y, after.floats([3, 1], [1, 256, 65_536])]);
  y = after.node('Add', [after.cast(y, 'int32'), after.int32(-0x01_00_00_00)]);
  after.reshape(y, [-1, height, width], RGBA);

  surroundGraph(graph, before, after, addZeroInputs(extraInputs, LATENT, opsetOf(model)));
  graph.input = [makeValueInfo(LATENT, 'float32', [n, latentSize])];
  graph.output = [makeValueInfo(RGBA, 'int32', [n, height, width])];
  return new onnx.ModelProto(model);
}
