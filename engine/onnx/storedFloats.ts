import { float16ToNumber } from './float16.ts';
import { elementTypeOf } from './node.ts';
import type { OnnxTensor } from './proto.ts';

/** The values of a tensor that is kept as raw bytes in single or half precision; null for another. */
export function storedFloats({
  dataType,
  rawData,
}: Pick<OnnxTensor, 'dataType' | 'rawData'>): Float32Array<ArrayBuffer> | null {
  const type = elementTypeOf(dataType);
  if (!rawData?.length || (type !== 'float32' && type !== 'float16')) return null;
  // Copied, for the bytes of a file lie anywhere, and elements at multiples of their size.
  const { buffer } = Uint8Array.from(rawData);
  return type === 'float32'
    ? new Float32Array(buffer)
    : Float32Array.from(new Uint16Array(buffer), float16ToNumber);
}
