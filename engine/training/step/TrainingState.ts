/** Everything that training changes: what a checkpoint holds. Arrays of one place belong to one parameter. */
export interface TrainingState {
  /** 'encoder.0.weight', 'decoder.2.bias', … in the order in which the layers ask for them. */
  names: string[];
  /** Dense weights are [inputs,units], convolutions [F,C,kH,kW], transposed convolutions [C,F,kH,kW]. */
  shapes: number[][];
  weights: Float32Array[];
  /** Adam's running mean of the gradient. */
  moments1: Float32Array[];
  /** Adam's running mean of the squared gradient. */
  moments2: Float32Array[];
  /** Steps taken. */
  step: number;
}
