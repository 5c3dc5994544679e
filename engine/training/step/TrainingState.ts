import { sizeOf, type Shape } from '../graph/shape.ts';
import { isFixed } from '../NetworkSpec.ts';

/** Everything that training changes: what a checkpoint holds. Arrays of one place belong to one parameter. */
export interface TrainingState {
  /** 'encoder.0.weight', 'decoder.2.bias', … in the order in which the layers ask for them. */
  names: string[];
  /** Dense weights are [inputs,units], convolutions [F,C,kH,kW], transposed convolutions [C,F,kH,kW]. */
  shapes: number[][];
  weights: Float32Array[];
  /** Adam's running mean of the gradient; of length 0 for what is not trained. */
  moments1: Float32Array[];
  /** Adam's running mean of the squared gradient; of length 0 for what is not trained. */
  moments2: Float32Array[];
  /** Steps taken. */
  step: number;
}

/** Values of each of a parameter's moments. */
export const momentSize = (name: string, shape: Shape): number => (isFixed(name) ? 0 : sizeOf(shape));
