/** Making graph nodes, tensors and value infos in a line each. */
import { onnx, type OnnxNode, type OnnxTensor, type OnnxValueInfo } from './proto.ts';

/** Element types that Hourglass writes, with the typed array that holds each. float16 travels as its bits. */
export const ELEMENT_ARRAYS = {
  float32: Float32Array,
  float16: Uint16Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
} as const;

export type ElementType = keyof typeof ELEMENT_ARRAYS;
export type ElementArray<T extends ElementType = ElementType> = InstanceType<(typeof ELEMENT_ARRAYS)[T]>;

const { DataType } = onnx.TensorProto;
const DATA_TYPES: Record<ElementType, onnx.TensorProto.DataType> = {
  float32: DataType.FLOAT,
  float16: DataType.FLOAT16,
  float64: DataType.DOUBLE,
  uint8: DataType.UINT8,
  int8: DataType.INT8,
  int32: DataType.INT32,
  int64: DataType.INT64,
  bool: DataType.BOOL,
};
const ELEMENT_TYPES = new Map(Object.entries(DATA_TYPES).map(([name, code]) => [code, name as ElementType]));

export function dataTypeOf(type: ElementType): onnx.TensorProto.DataType {
  return DATA_TYPES[type];
}

/** The element type for an ONNX data type code, or null for one that Hourglass does not handle. */
export function elementTypeOf(dataType: number | null | undefined): ElementType | null {
  return ELEMENT_TYPES.get(dataType ?? 0) ?? null;
}

/** An attribute value: numbers must say whether they are ints or floats, since ONNX does. */
export type AttributeValue =
  | { int: number }
  | { float: number }
  | { ints: readonly number[] }
  | { floats: readonly number[] }
  | { string: string }
  | { tensor: OnnxTensor }
  | { graph: onnx.GraphProto };

const { AttributeType } = onnx.AttributeProto;

function makeAttribute(name: string, value: AttributeValue): onnx.AttributeProto {
  if ('int' in value) return new onnx.AttributeProto({ name, type: AttributeType.INT, i: value.int });
  if ('float' in value) return new onnx.AttributeProto({ name, type: AttributeType.FLOAT, f: value.float });
  if ('ints' in value)
    return new onnx.AttributeProto({ name, type: AttributeType.INTS, ints: [...value.ints] });
  if ('floats' in value)
    return new onnx.AttributeProto({ name, type: AttributeType.FLOATS, floats: [...value.floats] });
  if ('string' in value)
    return new onnx.AttributeProto({
      name,
      type: AttributeType.STRING,
      s: new TextEncoder().encode(value.string),
    });
  if ('tensor' in value)
    return new onnx.AttributeProto({ name, type: AttributeType.TENSOR, t: value.tensor });
  return new onnx.AttributeProto({ name, type: AttributeType.GRAPH, g: value.graph });
}

/** One node. The node's name is its first output's, which is unique in a graph. */
export function makeNode(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
): OnnxNode {
  return new onnx.NodeProto({
    opType,
    input: [...input],
    output: [...output],
    name: output[0] ?? '',
    attribute: Object.entries(attributes).map(([name, value]) => makeAttribute(name, value)),
  });
}

/**
 * A named tensor with raw little-endian data.
 * @param dims the shape; [] is a scalar
 * @param data one element per position; float16 as its 16 bits
 * @throws Error when the data's length is not the product of dims
 */
export function makeTensor<T extends ElementType>(
  name: string,
  type: T,
  dims: readonly number[],
  data: ElementArray<T>,
): OnnxTensor {
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (data.length !== size) {
    throw new Error(
      `Tensor "${name}": shape [${dims.join(',')}] holds ${size} elements, got ${data.length}.`,
    );
  }
  return new onnx.TensorProto({
    name,
    dims: [...dims],
    dataType: DATA_TYPES[type],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  });
}

export const floatTensor = (name: string, dims: readonly number[], data: ArrayLike<number>): OnnxTensor =>
  makeTensor(name, 'float32', dims, Float32Array.from(data));

/** A 1-D int64 tensor, as Reshape, Slice and the reductions take their axes and shapes. */
export const int64Tensor = (name: string, values: readonly number[]): OnnxTensor =>
  makeTensor(name, 'int64', [values.length], BigInt64Array.from(values, BigInt));

/** A graph input or output. A dim is a size, or a name for a size known only at run time. */
export function makeValueInfo(
  name: string,
  type: ElementType,
  dims: readonly (number | string)[],
): OnnxValueInfo {
  return new onnx.ValueInfoProto({
    name,
    type: {
      tensorType: {
        elemType: DATA_TYPES[type],
        shape: { dim: dims.map((dim) => (typeof dim === 'number' ? { dimValue: dim } : { dimParam: dim })) },
      },
    },
  });
}
