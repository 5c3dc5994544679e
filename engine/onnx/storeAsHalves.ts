import { numberToFloat16 } from './float16.ts';
import { dataTypeOf, makeNode, makeTensor } from './node.ts';
import { int64ToNumber, type OnnxGraph } from './proto.ts';
import { storedFloats } from './storedFloats.ts';

/**
 * Stores weights in half precision, which halves the file: each keeps its name, and a Cast, which sessions carry out once when they
 * are opened, gives the nodes what they had, rounded to 11 binary digits.
 * @param graph changed in place
 * @param isStored which of its float32 initializers; others are left as they are
 */
export function storeAsHalves(graph: OnnxGraph, isStored: (name: string, elements: number) => boolean): void {
  const casts = graph.initializer.flatMap((tensor, index) => {
    const { name } = tensor;
    const values = tensor.dataType === dataTypeOf('float32') ? storedFloats(tensor) : null;
    if (!name || !values || !isStored(name, values.length)) return [];
    const halves = Uint16Array.from(values, numberToFloat16);
    graph.initializer[index] = makeTensor(name, 'float16', tensor.dims.map(int64ToNumber), halves);
    const single = `${name}.float32`;
    for (const node of graph.node) {
      node.input = (node.input ?? []).map((input) => (input === name ? single : input));
    }
    return [makeNode('Cast', [name], [single], { to: { int: dataTypeOf('float32') } })];
  });
  graph.node = [...casts, ...graph.node];
}
