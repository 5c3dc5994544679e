import { dataTypeOf } from '../../onnx/node.ts';
import type { Tensor } from '../graph/Tensor.ts';

/** Values of another type as float32; no gradient. */
export const toFloat32 = (x: Tensor): Tensor =>
  x.graph.emit('Cast', [x], x.shape, { type: 'float32', attributes: { to: { int: dataTypeOf('float32') } } });
