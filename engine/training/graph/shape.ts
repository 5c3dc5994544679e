/** Static shapes: every tensor of a training graph has one, and every operator checks its inputs' while the graph is built. */
import { EngineError } from '../../../protocol/EngineError.ts';

export type Shape = readonly number[];

export const sizeOf = (shape: Shape): number => shape.reduce((product, dim) => product * dim, 1);

export const formatShape = (shape: Shape): string => `[${shape.join(',')}]`;

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((dim, axis) => dim === b[axis]);

/** An operator cannot take its inputs: 'MatMul: cannot multiply [2,3] by [4,5]: inner sizes 3 and 4 differ'. */
export function shapeError(operator: string, problem: string, ...shapes: Shape[]): EngineError {
  return new EngineError(
    'training-failed',
    `${operator}: ${problem} (shapes ${shapes.map(formatShape).join(', ')}).`,
    {
      operator,
      shapes: shapes.map((shape) => [...shape]),
    },
  );
}

/**
 * The shape that two shapes broadcast to, by the rule of ONNX and NumPy: aligned at the right, sizes equal or one of them 1.
 * @throws EngineError 'training-failed' naming the operator and both shapes
 */
export function broadcastShapes(operator: string, a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const dimA = a[axis - rank + a.length] ?? 1;
    const dimB = b[axis - rank + b.length] ?? 1;
    if (dimA !== dimB && dimA !== 1 && dimB !== 1) {
      throw shapeError(operator, `sizes ${dimA} and ${dimB} do not broadcast`, a, b);
    }
    return dimA === 1 ? dimB : dimA;
  });
}

/** An axis counted from the end made positive. */
export function normalizeAxis(operator: string, axis: number, shape: Shape): number {
  const positive = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || positive < 0 || positive >= shape.length) {
    throw shapeError(operator, `no axis ${axis}`, shape);
  }
  return positive;
}
