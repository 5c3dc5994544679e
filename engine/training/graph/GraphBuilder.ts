import {
  makeNode,
  makeTensor,
  makeValueInfo,
  type AttributeValue,
  type ElementArray,
  type ElementType,
} from '../../onnx/node.ts';
import {
  onnx,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from '../../onnx/proto.ts';
import { formatShape, sizeOf, type Shape } from './shape.ts';
import { Tensor } from './Tensor.ts';

export interface EmitOptions {
  attributes?: Readonly<Record<string, AttributeValue>>;
  /** Element type of the output; the first input's when absent. */
  type?: ElementType;
}

/** Constants up to this size are kept once however often they are asked for. */
const SHARED_CONSTANT_ELEMENTS = 64;

/** Collects the nodes of one ONNX graph (or of the body of a Loop) in the order in which they are computed. */
export class GraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly graphInputs: OnnxValueInfo[] = [];
  readonly graphOutputs: OnnxValueInfo[] = [];
  readonly #prefix: string;
  readonly #sharedConstants = new Map<string, Tensor>();
  #count = 0;

  /** @param prefix starts every generated name, so that a body's names differ from its outer graph's */
  constructor(prefix = '') {
    this.#prefix = prefix;
  }

  /** @param declared the shape written into the file where it differs: ['N', 1, 28, 28] for a free batch size */
  input(
    name: string,
    type: ElementType,
    shape: Shape,
    declared: readonly (number | string)[] = shape,
  ): Tensor {
    this.graphInputs.push(makeValueInfo(name, type, declared));
    return new Tensor(this, name, shape, type, this.#count++);
  }

  /** A tensor of the graph that holds this body: visible here by its name alone. */
  outer(tensor: Tensor): Tensor {
    return new Tensor(this, tensor.name, tensor.shape, tensor.type, this.#count++);
  }

  /** A tensor stored in the graph. With a name it is kept under it; without, small equal ones are shared. */
  constant<T extends ElementType>(type: T, shape: Shape, data: ElementArray<T>, name?: string): Tensor {
    const key =
      name === undefined && data.length <= SHARED_CONSTANT_ELEMENTS
        ? `${type}${formatShape(shape)}${data.join()}`
        : null;
    const shared = key === null ? undefined : this.#sharedConstants.get(key);
    if (shared) return shared;
    const tensor = new Tensor(this, name ?? this.#newName('Constant'), shape, type, this.#count++);
    this.initializers.push(makeTensor(tensor.name, type, shape, data));
    if (key !== null) this.#sharedConstants.set(key, tensor);
    return tensor;
  }

  scalar(value: number): Tensor {
    return this.constant('float32', [], Float32Array.of(value));
  }

  /** A 1-D int64 constant: axes, shapes, indices. */
  integers(values: readonly number[]): Tensor {
    return this.constant('int64', [values.length], BigInt64Array.from(values, BigInt));
  }

  /** A float32 constant of one value. */
  filled(shape: Shape, value: number): Tensor {
    return this.constant('float32', shape, new Float32Array(sizeOf(shape)).fill(value));
  }

  /** Appends one node with one output. A null input is an absent optional one. */
  emit(
    operator: string,
    inputs: readonly (Tensor | null)[],
    shape: Shape,
    options: EmitOptions = {},
  ): Tensor {
    return this.emitAll(operator, inputs, [shape], options)[0]!;
  }

  /** Appends one node with several outputs, all of one element type. */
  emitAll(
    operator: string,
    inputs: readonly (Tensor | null)[],
    shapes: readonly Shape[],
    options: EmitOptions = {},
  ): Tensor[] {
    for (const input of inputs) {
      if (input && input.graph !== this) {
        throw new Error(`${operator}: input "${input.name}" belongs to another graph.`);
      }
    }
    const type = options.type ?? inputs.find((input) => input !== null)?.type ?? 'float32';
    const outputs = shapes.map(
      (shape) => new Tensor(this, this.#newName(operator), shape, type, this.#count++),
    );
    this.nodes.push(
      makeNode(
        operator,
        inputs.map((input) => input?.name ?? ''),
        outputs.map((output) => output.name),
        options.attributes,
      ),
    );
    return outputs;
  }

  /** Appends one float32 node whose outputs have names of the caller's choice. */
  emitNamed(
    operator: string,
    inputs: readonly Tensor[],
    outputs: readonly { name: string; shape: Shape }[],
    attributes: Readonly<Record<string, AttributeValue>>,
  ): Tensor[] {
    const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);
    this.nodes.push(makeNode(operator, names(inputs), names(outputs), attributes));
    return outputs.map(({ name, shape }) => new Tensor(this, name, shape, 'float32', this.#count++));
  }

  /** Makes a tensor an output of the graph under a name of its own. */
  output(tensor: Tensor, name: string, declared: readonly (number | string)[] = tensor.shape): void {
    if (tensor.name !== name) this.nodes.push(makeNode('Identity', [tensor.name], [name]));
    this.graphOutputs.push(makeValueInfo(name, tensor.type, declared));
  }

  /** Makes a tensor an output of the graph under the name it has: for the body of a Loop, whose outputs go by place. */
  bodyOutput(tensor: Tensor): void {
    this.graphOutputs.push(makeValueInfo(tensor.name, tensor.type, tensor.shape));
  }

  /** Declares as an output what a node added by hand makes. */
  declareOutput(name: string, type: ElementType, shape: Shape): void {
    this.graphOutputs.push(makeValueInfo(name, type, shape));
  }

  /** The graph, without nodes and constants that no output needs: ONNX Runtime would compute them. */
  toGraph(name: string): OnnxGraph {
    const needed = new Set(this.graphOutputs.map((output) => output.name));
    const node = this.nodes
      .toReversed()
      .filter((candidate) => {
        if (!candidate.output.some((output) => needed.has(output))) return false;
        for (const input of candidate.input) needed.add(input);
        // A body sees tensors of this graph by name, beside the inputs of its node.
        for (const { g } of candidate.attribute) {
          for (const inner of g?.node ?? []) for (const input of inner.input) needed.add(input);
        }
        return true;
      })
      .reverse();
    return new onnx.GraphProto({
      name,
      node,
      initializer: this.initializers.filter((tensor) => needed.has(tensor.name)),
      input: this.graphInputs,
      output: this.graphOutputs,
    });
  }

  #newName(operator: string): string {
    return `${this.#prefix}${operator}_${this.#count}`;
  }
}
