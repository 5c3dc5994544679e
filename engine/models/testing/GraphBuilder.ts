import { numberToFloat16 } from '../../onnx/float16.ts';
import { makeModel, writeOnnx } from '../../onnx/model.ts';
import {
  dataTypeOf,
  floatTensor,
  makeNode,
  makeTensor,
  makeValueInfo,
  int64Tensor,
  type AttributeValue,
  type ElementType,
} from '../../onnx/node.ts';
import { onnx, type OnnxTensor, type OnnxValueInfo } from '../../onnx/proto.ts';
import type { Weights } from './layers.ts';

type Dims = readonly (number | string)[] | null;

/** Builds the graphs that the tests open: a line per layer, in any opset and in float32 or float16. */
export class GraphBuilder {
  readonly type: ElementType;
  readonly #opset: number;
  readonly #nodes: onnx.NodeProto[] = [];
  readonly #initializers: OnnxTensor[] = [];
  readonly #inputs: OnnxValueInfo[] = [];
  readonly #outputs: OnnxValueInfo[] = [];

  constructor(options: { opset?: number; type?: 'float32' | 'float16' } = {}) {
    this.type = options.type ?? 'float32';
    this.#opset = options.opset ?? 17;
  }

  input(name: string, dims: Dims, type: ElementType = this.type): string {
    this.#inputs.push(info(name, type, dims));
    return name;
  }

  output(name: string, dims: Dims, type: ElementType = this.type): string {
    this.#outputs.push(info(name, type, dims));
    return name;
  }

  node(
    opType: string,
    inputs: string[],
    attributes: Record<string, AttributeValue> = {},
    name?: string,
  ): string {
    const output = name ?? `t${this.#nodes.length}`;
    this.#nodes.push(makeNode(opType, inputs, [output], attributes));
    return output;
  }

  constant(values: Weights): string {
    const name = `w${this.#initializers.length}`;
    this.#initializers.push(
      this.type === 'float16'
        ? makeTensor(name, 'float16', values.dims, Uint16Array.from(values.values, numberToFloat16))
        : floatTensor(name, values.dims, values.values),
    );
    return name;
  }

  scalar(value: number): string {
    return this.constant({ dims: [], values: Float32Array.of(value) });
  }

  reshape(input: string, dims: number[], name?: string): string {
    const shape = `w${this.#initializers.length}`;
    this.#initializers.push(int64Tensor(shape, dims));
    return this.node('Reshape', [input, shape], {}, name);
  }

  dense(input: string, W: Weights, b: Weights, name?: string): string {
    return this.node('Gemm', [input, this.constant(W), this.constant(b)], { transB: { int: 1 } }, name);
  }

  conv(opType: 'Conv' | 'ConvTranspose', input: string, W: Weights, b: Weights, name?: string): string {
    const attributes = {
      strides: { ints: [2, 2] },
      pads: { ints: [1, 1, 1, 1] },
      kernel_shape: { ints: [4, 4] },
    };
    return this.node(opType, [input, this.constant(W), this.constant(b)], attributes, name);
  }

  cast(input: string, to: ElementType, name?: string): string {
    return this.node('Cast', [input], { to: { int: dataTypeOf(to) } }, name);
  }

  model(): onnx.ModelProto {
    const graph = new onnx.GraphProto({
      name: 'test',
      node: this.#nodes,
      initializer: this.#initializers,
      input: this.#inputs,
      output: this.#outputs,
    });
    return makeModel(graph, this.#opset);
  }

  bytes(): Uint8Array {
    return writeOnnx(this.model());
  }
}

function info(name: string, type: ElementType, dims: Dims): OnnxValueInfo {
  if (dims) return makeValueInfo(name, type, dims);
  return new onnx.ValueInfoProto({ name, type: { tensorType: { elemType: dataTypeOf(type) } } });
}
