import { KERNEL_FROM_ROWS, KERNEL_TO_ROWS } from '../operators/productConv.ts';
import { sizeOf, type Shape } from '../graph/shape.ts';
import type { TrainingState } from './TrainingState.ts';

/**
 * While training runs, kernels [F,C,k,k] and their moments are held as [k,k,C,F], the order in which matrix products use them,
 * and brought into the order of a checkpoint only when somebody asks: rearranging a million values costs a tenth of a step.
 */
const isKernel = (shape: Shape): boolean => shape.length === 4;

export const carriedShape = (shape: Shape): number[] =>
  isKernel(shape) ? KERNEL_TO_ROWS.map((axis) => shape[axis]!) : [...shape];

/** The state in the order in which the Loop carries it. Arrays that need no rearranging are shared, not copied. */
export const toCarried = (state: TrainingState): TrainingState => rearranged(state, KERNEL_TO_ROWS, toRows);

/** The inverse of toCarried. */
export const fromCarried = (state: TrainingState): TrainingState =>
  rearranged(state, KERNEL_FROM_ROWS, fromRows);

function rearranged(
  state: TrainingState,
  permutation: readonly number[],
  rearrange: (kernel: Float32Array, shape: Shape) => Float32Array,
): TrainingState {
  const each = (arrays: readonly Float32Array[]) =>
    arrays.map((array, index) =>
      isKernel(state.shapes[index]!) ? rearrange(array, state.shapes[index]!) : array,
    );
  return {
    names: state.names,
    shapes: state.shapes.map((shape) =>
      isKernel(shape) ? permutation.map((axis) => shape[axis]!) : [...shape],
    ),
    weights: each(state.weights),
    moments1: each(state.moments1),
    moments2: each(state.moments2),
    step: state.step,
  };
}

/** [F,C,k,k] to [k,k,C,F]. */
function toRows(kernel: Float32Array, shape: Shape): Float32Array {
  const [filters, channels, height, width] = shape as [number, number, number, number];
  const taps = height * width;
  const rows = new Float32Array(sizeOf(shape));
  let next = 0;
  for (let tap = 0; tap < taps; tap++)
    for (let channel = 0; channel < channels; channel++)
      for (let filter = 0; filter < filters; filter++)
        rows[next++] = kernel[(filter * channels + channel) * taps + tap]!;
  return rows;
}

/** [k,k,C,F] to [F,C,k,k]. */
function fromRows(rows: Float32Array, shape: Shape): Float32Array {
  const [height, width, channels, filters] = shape as [number, number, number, number];
  const taps = height * width;
  const kernel = new Float32Array(sizeOf(shape));
  let next = 0;
  for (let filter = 0; filter < filters; filter++)
    for (let channel = 0; channel < channels; channel++)
      for (let tap = 0; tap < taps; tap++)
        kernel[next++] = rows[(tap * channels + channel) * filters + filter]!;
  return kernel;
}
