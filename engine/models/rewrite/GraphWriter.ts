import {
  dataTypeOf,
  floatTensor,
  int64Tensor,
  makeNode,
  makeTensor,
  type AttributeValue,
  type ElementType,
} from '../../onnx/node.ts';
import type { OnnxGraph, OnnxNode, OnnxTensor } from '../../onnx/proto.ts';

/**
 * The batch axis of a Reshape before a network. With -1 the axis loses its name there, and ONNX Runtime, which plans which
 * tensors share memory by comparing shapes, then takes time in the square of the nodes and memory for each of them.
 */
export const KEEP_BATCH = 0;

/**
 * Collects nodes that are added around a graph, each in the form that the graph's own opset knows. Names begin with
 * 'hourglass.' and are numbered, so that they meet none of the graph's.
 */
export class GraphWriter {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly #opset: number;
  readonly #prefix: string;

  constructor(opset: number, prefix: string) {
    this.#opset = opset;
    this.#prefix = `hourglass.${prefix}`;
  }

  node(
    opType: string,
    input: readonly string[],
    attributes: Record<string, AttributeValue> = {},
    output?: string,
  ): string {
    const name = output ?? `${this.#prefix}.${this.nodes.length}.${opType}`;
    this.nodes.push(makeNode(opType, input, [name], attributes));
    return name;
  }

  floats(dims: readonly number[], values: readonly number[]): string {
    return this.#constant((name) => floatTensor(name, dims, values));
  }

  uint8(value: number): string {
    return this.#constant((name) => makeTensor(name, 'uint8', [], Uint8Array.of(value)));
  }

  ints(values: readonly number[]): string {
    return this.#constant((name) => int64Tensor(name, values));
  }

  cast(input: string, to: ElementType, output?: string): string {
    return this.node('Cast', [input], { to: { int: dataTypeOf(to) } }, output);
  }

  reshape(input: string, dims: readonly number[], output?: string): string {
    return this.node('Reshape', [input, this.ints(dims)], {}, output);
  }

  transpose(input: string, perm: readonly number[], output?: string): string {
    return this.node('Transpose', [input], { perm: { ints: perm } }, output);
  }

  /** Bounds are attributes up to opset 10, inputs from 11 on. */
  clip(input: string, min: number, max: number): string {
    return this.#opset < 11
      ? this.node('Clip', [input], { min: { float: min }, max: { float: max } })
      : this.node('Clip', [input, this.floats([], [min]), this.floats([], [max])]);
  }

  /** Elements start..end of one axis. Attributes up to opset 9, inputs from 10 on. */
  slice(input: string, axis: number, start: number, end: number): string {
    return this.#opset < 10
      ? this.node('Slice', [input], {
          axes: { ints: [axis] },
          starts: { ints: [start] },
          ends: { ints: [end] },
        })
      : this.node('Slice', [input, this.ints([start]), this.ints([end]), this.ints([axis])]);
  }

  #constant(make: (name: string) => OnnxTensor): string {
    const name = `${this.#prefix}.constant.${this.initializers.length}`;
    this.initializers.push(make(name));
    return name;
  }
}

/** Puts nodes before and after a graph's own: `zeros` stand for inputs that nobody feeds. */
export function surroundGraph(
  graph: OnnxGraph,
  before: GraphWriter,
  after: GraphWriter,
  zeros: Pick<GraphWriter, 'nodes' | 'initializers'>,
): void {
  graph.node = [...zeros.nodes, ...before.nodes, ...(graph.node as OnnxNode[]), ...after.nodes];
  graph.initializer = [
    ...graph.initializer,
    ...zeros.initializers,
    ...before.initializers,
    ...after.initializers,
  ];
}
