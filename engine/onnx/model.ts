/** Reading and writing whole models. */
import { onnx, type OnnxGraph, type OnnxModel } from './proto.ts';

/** The opset that Hourglass writes. Opset 17 is read by every runtime of the last years, browsers included. */
export const WRITTEN_OPSET = 17;
const WRITTEN_IR_VERSION = 8;

/**
 * Parses an .onnx file's bytes. Data kept in external files stays external.
 * @throws Error when the bytes are not an ONNX model
 */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  let model: OnnxModel;
  try {
    model = onnx.ModelProto.decode(bytes);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const reason = words.includes('max depth')
      ? 'its graphs are nested too deeply'
      : 'its bytes are damaged, cut short, or of another format';
    throw new Error(`not an ONNX file: ${reason}`, { cause: error });
  }
  if (!model.graph || model.graph.node.length === 0) throw new Error('not an ONNX file: it holds no graph');
  return model;
}

export function writeOnnx(model: OnnxModel): Uint8Array {
  return onnx.ModelProto.encode(model).finish();
}

/** A model around a graph, in the default operator domain. */
export function makeModel(graph: OnnxGraph, opset = WRITTEN_OPSET): OnnxModel {
  return new onnx.ModelProto({
    irVersion: WRITTEN_IR_VERSION,
    producerName: 'hourglass',
    opsetImport: [{ domain: '', version: opset }],
    graph,
  });
}
