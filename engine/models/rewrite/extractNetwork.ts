import { onnx, type OnnxModel, type OnnxNode } from '../../onnx/proto.ts';
import { EngineError } from '../../../protocol/EngineError.ts';
import { int64ToNumber } from '../../onnx/proto.ts';
import { GraphIndex, inputsOf } from '../graph/GraphIndex.ts';
import { countWithinLimit } from '../sizeLimits.ts';
import { GraphWriter } from './GraphWriter.ts';

/** From this IR version on an initializer need not be listed among the inputs, and is then a true constant. */
const IR_WITH_CONSTANT_INITIALIZERS = 4;

/**
 * The part of a graph that computes `output` from `input`, either of which may lie in its middle. Unused nodes, weights
 * and outputs are left out; initializers that old exporters list as inputs become constants; normal noise is silenced,
 * so that a sampled z is the posterior mean. Weights are shared with `model`, which is not changed.
 * @param name the file's name, for errors
 * @param dimsBefore dims of the tensors that shapeSources() lists, batch axis included: what the part reads the size of
 * but is not given
 * @returns a model with no inputs (the caller declares the new one) and no outputs; `extraInputs` lists what it still needs to be fed
 */
export function extractNetwork(
  model: OnnxModel,
  name: string,
  input: string,
  output: string,
  dimsBefore: ReadonlyMap<string, readonly number[]> = new Map(),
): { model: OnnxModel; extraInputs: string[] } {
  const index = new GraphIndex(model);
  const isTensor = (tensor: string) =>
    index.producers.has(tensor) || index.consumers.has(tensor) || index.inputNames.includes(tensor);
  for (const [role, tensor, listed] of [
    ['input', input, index.inputNames],
    ['output', output, index.outputNames],
  ] as const) {
    if (!isTensor(tensor)) {
      throw new EngineError(
        'bad-model',
        `"${name}" has no tensor "${tensor}"; its ${role}s are ${listed.map((each) => `"${each}"`).join(', ')}. Correct the ${role} in model.json.`,
      );
    }
  }
  const foreign = foreignShapes(index, input);
  const foreignNodes = new Set(foreign);
  const foreignOutputs = new Set(foreign.flatMap((node) => node.output));
  const needed = index.ancestors([output], new Set([input, ...foreignOutputs]));
  if (!needed.has(input)) {
    throw new EngineError(
      'bad-model',
      `"${name}": "${output}" does not depend on "${input}". Correct input and output in model.json.`,
    );
  }
  const sizes = new GraphWriter(index.opset, 'size');
  for (const node of foreign) {
    if (needed.has(node.output[0] ?? '')) writeShape(sizes, node, input, dimsBefore);
  }
  const kept = (index.graph.node as OnnxNode[])
    .filter((node) => !foreignNodes.has(node))
    .filter(
      (node) => !node.output.includes(input) && node.output.some((tensor) => tensor && needed.has(tensor)),
    )
    .flatMap((node) => silenceNoise(node, name));
  const nodes = [...sizes.nodes, ...kept];
  const read = new Set(nodes.flatMap(inputsOf));
  const made = new Set(nodes.flatMap((node) => node.output));
  const initializer = index.graph.initializer.filter(
    (tensor) => tensor.name && read.has(tensor.name) && tensor.name !== input,
  );
  const extraInputs = index.inputNames.filter(
    (tensor) => tensor !== input && read.has(tensor) && !made.has(tensor),
  );
  return {
    model: new onnx.ModelProto({
      irVersion: Math.max(int64ToNumber(model.irVersion), IR_WITH_CONSTANT_INITIALIZERS),
      producerName: model.producerName,
      opsetImport: model.opsetImport,
      functions: model.functions,
      graph: new onnx.GraphProto({
        name: index.graph.name || 'graph',
        node: nodes,
        initializer: [...initializer, ...sizes.initializers],
        sparseInitializer: index.graph.sparseInitializer,
        quantizationAnnotation: index.graph.quantizationAnnotation,
      }),
    }),
    extraInputs,
  };
}

/**
 * The Shape nodes that look at tensors before a cut: `h.view(x.size(0), -1)` in a decoder reads the batch size off the
 * encoder's image. Behind the cut that image is gone, but its size is known.
 */
function foreignShapes(index: GraphIndex, cut: string): OnnxNode[] {
  if (index.inputNames.includes(cut)) return [];
  const after = index.descendants(cut);
  return (index.graph.node as OnnxNode[]).filter((node) => {
    const source = node.input[0] ?? '';
    return node.opType === 'Shape' && source !== cut && !after.has(source) && !index.constant(source);
  });
}

/** The tensors whose dims extractNetwork must be told when `cut` lies in the middle of the graph. */
export const shapeSources = (index: GraphIndex, cut: string): string[] => [
  ...new Set(foreignShapes(index, cut).map((node) => node.input[0] ?? '')),
];

/** A Shape node's output without its source: the batch size from the cut's own tensor, the other sizes as constants. */
function writeShape(
  writer: GraphWriter,
  node: OnnxNode,
  cut: string,
  dimsBefore: ReadonlyMap<string, readonly number[]>,
): void {
  const dims = dimsBefore.get(node.input[0] ?? '');
  if (!dims) throw new Error(`extractNetwork: the dims of "${node.input[0]}" were not given`);
  const bound = (name: string, otherwise: number) => {
    const attribute = node.attribute.find((each) => each.name === name);
    return attribute ? int64ToNumber(attribute.i) : otherwise;
  };
  const axes = dims.map((_, axis) => axis).slice(bound('start', 0), bound('end', dims.length));
  const batch = writer.slice(writer.node('Shape', [cut]), 0, 0, 1);
  const parts = axes.map((axis) => (axis === 0 ? batch : writer.ints([dims[axis] ?? 1])));
  writer.node('Concat', parts, { axis: { int: 0 } }, node.output[0]);
}

/**
 * RandomNormal and RandomNormalLike with a deviation of zero: mu + sigma * 0. (Setting their `scale` to 0 ends the
 * process in an assertion of the C++ library.)
 */
function silenceNoise(node: OnnxNode, file: string): OnnxNode[] {
  const attribute = (name: string) => node.attribute.find((each) => each.name === name);
  const output = node.output[0] ?? '';
  const source = node.input[0] ?? '';
  if (node.opType === 'RandomNormalLike') {
    // x - x has the shape and type that the noise would have had.
    const type = attribute('dtype');
    const zero = type ? `${output}__zero` : output;
    const nodes = [
      new onnx.NodeProto({ opType: 'Sub', input: [source, source], output: [zero], name: zero }),
    ];
    if (type) {
      nodes.push(
        new onnx.NodeProto({
          opType: 'Cast',
          input: [zero],
          output: [output],
          name: output,
          attribute: [{ name: 'to', type: onnx.AttributeProto.AttributeType.INT, i: type.i }],
        }),
      );
    }
    return nodes;
  }
  if (node.opType === 'RandomNormal') {
    const dims = (attribute('shape')?.ints ?? []).map(int64ToNumber);
    const dataType = int64ToNumber(attribute('dtype')?.i) || onnx.TensorProto.DataType.FLOAT;
    const count = countWithinLimit(file, `noise "${output}"`, dims);
    const elementBytes =
      { [onnx.TensorProto.DataType.FLOAT16]: 2, [onnx.TensorProto.DataType.DOUBLE]: 8 }[dataType] ?? 4;
    const t = { dims, dataType, rawData: new Uint8Array(count * elementBytes) };
    return [
      new onnx.NodeProto({
        opType: 'Constant',
        input: [],
        output: [output],
        name: output,
        attribute: [{ name: 'value', type: onnx.AttributeProto.AttributeType.TENSOR, t }],
      }),
    ];
  }
  return [node];
}

/** True when a tensor is computed from random numbers, so that two runs differ. */
export function dependsOnNoise(index: GraphIndex, tensor: string): boolean {
  return [...index.ancestors([tensor])].some((name) =>
    /^Random(Normal|Uniform)(Like)?$/.test(index.producers.get(name)?.opType ?? ''),
  );
}
