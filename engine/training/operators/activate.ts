import type { Tensor } from '../graph/Tensor.ts';
import type { Activation } from '../NetworkSpec.ts';
import { gelu } from './gelu.ts';
import { leakyRelu } from './leakyRelu.ts';
import { relu } from './relu.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { tanh } from './tanh.ts';

const OPERATORS: Record<Activation, (x: Tensor) => Tensor> = {
  none: (x) => x,
  relu,
  leakyRelu: (x) => leakyRelu(x),
  silu,
  gelu,
  tanh,
  sigmoid,
};

export const activate = (x: Tensor, activation: Activation): Tensor => OPERATORS[activation](x);
