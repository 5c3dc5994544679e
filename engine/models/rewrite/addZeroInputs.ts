import { makeTensor, type ElementType } from '../../onnx/node.ts';
import type { OnnxNode, OnnxTensor } from '../../onnx/proto.ts';
import { GraphWriter } from './GraphWriter.ts';

/** An input beside the image or z that is always fed zeros: a VAE's noise, a training flag. */
export interface ExtraInput {
  name: string;
  type: ElementType;
  /** Sizes; null for the batch axis of a graph that takes any batch. */
  dims: readonly (number | null)[];
}

/** Nodes that make the extra inputs, zeros of the right shape, inside the graph. @param batchSource a tensor whose first axis is N */
export function addZeroInputs(
  inputs: readonly ExtraInput[],
  batchSource: string,
  opset: number,
): { nodes: OnnxNode[]; initializers: OnnxTensor[] } {
  const writer = new GraphWriter(opset, 'zero');
  for (const { name, type, dims } of inputs) {
    if (!dims.includes(null)) {
      const sizes = dims.map((dim) => dim ?? 1);
      const count = sizes.reduce((product, dim) => product * dim, 1);
      writer.initializers.push(makeTensor(name, 'float32', sizes, new Float32Array(count)));
      if (type !== 'float32') {
        const constant = writer.initializers.at(-1);
        if (constant) constant.name = `hourglass.zero.${name}`;
        writer.cast(`hourglass.zero.${name}`, type, name);
      }
      continue;
    }
    const batch = writer.slice(writer.node('Shape', [batchSource]), 0, 0, 1);
    const parts = dims.map((dim) => (dim === null ? batch : writer.ints([dim])));
    const shape = writer.node('Concat', parts, { axis: { int: 0 } });
    writer.cast(writer.node('ConstantOfShape', [shape]), type, name);
  }
  return { nodes: writer.nodes, initializers: writer.initializers };
}
