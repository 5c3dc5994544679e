import { makeTensor } from '../../engine/onnx/node.ts';
import { int64ToNumber, type OnnxGraph, type OnnxModel } from '../../engine/onnx/proto.ts';
import { storedFloats } from '../../engine/onnx/storedFloats.ts';
import { turnColumns, turnRows } from '../../engine/training/orderAxes.ts';
import { DECODER_PATH, ENCODER_PATH } from '../../engine/training/step/network.ts';

/**
 * Folds an orthogonal change of latent coordinates z′ = axes · z into the last weights of an encoder and the first of a
 * decoder, as engine/training exports them (dense layers 'encoder.mu' or 'encoder.z', and 'decoder.0', and the linear path beside them). A log-variance
 * output is removed: variances along the old axes say nothing simple about the new ones.
 * @param axes [D][D], orthonormal rows
 * @throws Error when a network has no such weights
 */
export function rotateNetworks(encoder: OnnxModel, decoder: OnnxModel, axes: readonly Float64Array[]): void {
  const d = axes.length;
  const encoderGraph = graphOf(encoder);
  const layer = encoderGraph.initializer.some(({ name }) => name === 'encoder.mu.weight')
    ? 'encoder.mu'
    : 'encoder.z';
  // Row vectors: z = h·W + b, so z′ = z·axesᵀ = h·(W·axesᵀ) + b·axesᵀ; and h = z·V with z = z′·axes, so V′ = axes·V.
  for (const name of [layer, ...presentIn(encoderGraph, ENCODER_PATH)]) {
    for (const kind of ['weight', 'bias'])
      replaceWeights(encoderGraph, `${name}.${kind}`, (weights) => turnColumns(weights, axes, d));
  }
  const decoderGraph = graphOf(decoder);
  for (const name of ['decoder.0', ...presentIn(decoderGraph, DECODER_PATH)])
    replaceWeights(decoderGraph, `${name}.weight`, (weights) => turnRows(weights, axes, d));
  dropOutput(encoderGraph, 'logvar');
}

/** A layer's name, if a network has it. */
const presentIn = (graph: OnnxGraph, name: string): string[] =>
  graph.initializer.some((tensor) => tensor.name === `${name}.weight`) ? [name] : [];

function graphOf(model: OnnxModel): OnnxGraph {
  if (!model.graph) throw new Error('The model holds no graph.');
  return model.graph;
}

function replaceWeights(
  graph: OnnxGraph,
  name: string,
  change: (weights: Float32Array) => Float32Array<ArrayBuffer>,
): void {
  const index = graph.initializer.findIndex((tensor) => tensor.name === name);
  const tensor = graph.initializer[index];
  const weights = tensor && storedFloats(tensor);
  if (!weights) {
    const names = graph.initializer.map((each) => each.name).join(', ');
    throw new Error(`Expected float32 weights "${name}" in the graph; it has ${names}.`);
  }
  const dims = (tensor.dims ?? []).map((dim) => int64ToNumber(dim));
  graph.initializer[index] = makeTensor(name, 'float32', dims, change(weights));
}

/** Removes an output, and every node and weight that only it needed. */
function dropOutput(graph: OnnxGraph, name: string): void {
  graph.output = graph.output.filter((output) => output.name !== name);
  const needed = new Set(graph.output.map((output) => output.name));
  for (const node of [...graph.node].reverse()) {
    if (node.output?.some((output) => needed.has(output))) node.input?.forEach((input) => needed.add(input));
  }
  graph.node = graph.node.filter((node) => node.output?.some((output) => needed.has(output)));
  graph.initializer = graph.initializer.filter((tensor) => needed.has(tensor.name));
}
