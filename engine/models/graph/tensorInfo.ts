import { elementTypeOf, type ElementType } from '../../onnx/node.ts';
import { int64ToNumber, onnx, type OnnxValueInfo } from '../../onnx/proto.ts';

/** A size, or a name for a size that is known only at run time ('?' where the graph does not even name it). */
export type Dim = number | string;

/** What a graph says of one of its inputs or outputs. */
export interface TensorInfo {
  name: string;
  /** null for element types that Hourglass does not handle, named in typeName. */
  type: ElementType | null;
  typeName: string;
  /** null when the graph gives no shape at all. */
  dims: Dim[] | null;
}

export function tensorInfo(info: OnnxValueInfo): TensorInfo {
  const tensor = info.type?.tensorType;
  const code = tensor?.elemType ?? 0;
  const dims = tensor?.shape?.dim?.map((dim): Dim => {
    const size = dim.dimValue === null || dim.dimValue === undefined ? 0 : int64ToNumber(dim.dimValue);
    // Exporters write 0 or -1 for "unknown".
    return size > 0 ? size : dim.dimParam || '?';
  });
  return {
    name: info.name ?? '',
    type: elementTypeOf(code),
    typeName: onnx.TensorProto.DataType[code] ?? `type ${code}`,
    dims: dims ?? null,
  };
}

/** '[N,3,64,64]' */
export function showDims(dims: readonly Dim[] | null): string {
  return dims ? `[${dims.join(',')}]` : '[of unknown shape]';
}

/** Number of elements of one item: the product of all dims but the first. */
export function itemSize(dims: readonly number[]): number {
  return dims.slice(1).reduce((product, dim) => product * dim, 1);
}
