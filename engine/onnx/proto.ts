/** The generated ONNX classes under the names the rest of the engine uses. */
import { onnx } from './generated/onnx.js';

export { onnx };
export type OnnxModel = onnx.ModelProto;
export type OnnxGraph = onnx.GraphProto;
export type OnnxNode = onnx.NodeProto;
export type OnnxTensor = onnx.TensorProto;
export type OnnxValueInfo = onnx.ValueInfoProto;

/** What protobuf hands back for an int64: a Long when it was decoded, a number when we made it. */
export type Int64 = number | { toNumber(): number };

/** An int64 as a JavaScript number. Every ONNX dimension and axis fits; INT64_MAX ("to the end") rounds up harmlessly. */
export function int64ToNumber(value: Int64 | null | undefined): number {
  if (value === null || value === undefined) return 0;
  return typeof value === 'number' ? value : value.toNumber();
}
