import { float16ToNumber } from '../../onnx/float16.ts';
import { elementTypeOf } from '../../onnx/node.ts';
import { int64ToNumber, type OnnxTensor } from '../../onnx/proto.ts';

/** Bytes per element of what Hourglass reads as numbers. */
const READERS = {
  float32: { size: 4, read: (view: DataView, at: number) => view.getFloat32(at, true) },
  float64: { size: 8, read: (view: DataView, at: number) => view.getFloat64(at, true) },
  float16: { size: 2, read: (view: DataView, at: number) => float16ToNumber(view.getUint16(at, true)) },
  uint8: { size: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  int8: { size: 1, read: (view: DataView, at: number) => view.getInt8(at) },
  bool: { size: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  int32: { size: 4, read: (view: DataView, at: number) => view.getInt32(at, true) },
  int64: { size: 8, read: (view: DataView, at: number) => Number(view.getBigInt64(at, true)) },
} as const;

/**
 * The values of a small constant tensor, or null when it is larger than `limit`, of a type that holds no numbers, or
 * kept in an external file. Only scalars and per-channel constants are ever looked at, never weights.
 */
export function tensorValues(tensor: OnnxTensor, limit = 4096): number[] | null {
  const count = tensorDims(tensor).reduce((product, dim) => product * dim, 1);
  const type = elementTypeOf(tensor.dataType);
  if (!type || count > limit) return null;
  const raw = tensor.rawData;
  if (raw && raw.length > 0) {
    const { size, read } = READERS[type];
    if (raw.length !== count * size) return null;
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    return Array.from({ length: count }, (_, index) => read(view, index * size));
  }
  if (type === 'float32') return checked(tensor.floatData, count);
  if (type === 'float64') return checked(tensor.doubleData, count);
  if (type === 'int64') return checked(tensor.int64Data.map(int64ToNumber), count);
  if (type === 'float16') return checked(tensor.int32Data.map(float16ToNumber), count);
  return checked(tensor.int32Data, count);
}

function checked(values: number[], count: number): number[] | null {
  return values.length === count ? [...values] : null;
}

export function tensorDims(tensor: OnnxTensor): number[] {
  return tensor.dims.map(int64ToNumber);
}
