import { dataTypeOf, floatTensor, makeNode, makeTensor, type AttributeValue, type ElementType } from '../../../engine/onnx/node.ts'; // prettier-ignore
import type { OnnxNode, OnnxTensor } from '../../../engine/onnx/proto.ts';

/** z or the features before it: [N,3]. */
export const LATENT = 3;

/** Nodes in the middle of a network, from a tensor [N,3] float32 to another of this shape and type. */
export class Part {
  readonly from: string;
  readonly to: string;
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  #names = 0;

  constructor(from: string, to: string) {
    this.from = from;
    this.to = to;
  }

  newName(): string {
    return `${this.to}.${this.#names++}`;
  }

  node(opType: string, inputs: readonly string[], attributes: Record<string, AttributeValue> = {}): string {
    const output = this.newName();
    this.nodes.push(makeNode(opType, inputs, [output], attributes));
    return output;
  }

  /** An operator of ONNX Runtime's own. */
  ownNode(
    opType: string,
    inputs: readonly string[],
    attributes: Record<string, AttributeValue> = {},
  ): string {
    const output = this.node(opType, inputs, attributes);
    this.nodes.at(-1)!.domain = 'com.microsoft';
    return output;
  }

  initializer(tensor: OnnxTensor): string {
    tensor.name = this.newName();
    this.initializers.push(tensor);
    return tensor.name;
  }

  float(value: number): string {
    return this.initializer(floatTensor('', [], [value]));
  }

  floats(dims: readonly number[], value: number): string {
    const count = dims.reduce((product, dim) => product * dim, 1);
    return this.initializer(floatTensor('', dims, Array<number>(count).fill(value)));
  }

  /** [n] int64 */
  ints(values: readonly number[]): string {
    return this.initializer(makeTensor('', 'int64', [values.length], BigInt64Array.from(values, BigInt)));
  }

  /** [] int64 */
  int(value: number): string {
    return this.initializer(makeTensor('', 'int64', [], BigInt64Array.of(BigInt(value))));
  }

  cast(tensor: string, to: ElementType): string {
    return this.node('Cast', [tensor], { to: { int: dataTypeOf(to) } });
  }

  /** The input as [N,1,1,3]. */
  image(): string {
    return this.node('Reshape', [this.from, this.ints([-1, 1, 1, LATENT])]);
  }

  /** Ends in the input plus the mean of a tensor of any shape and type, so that nothing of it is left out. */
  end(tensor: string): this {
    const mean = this.node('ReduceMean', [this.cast(tensor, 'float32')], { keepdims: { int: 0 } });
    this.nodes.push(makeNode('Add', [this.from, mean], [this.to]));
    return this;
  }
}
