import type { GraphBuilder } from '../graph/GraphBuilder.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { add } from '../operators/add.ts';
import { clip } from '../operators/clip.ts';
import { div } from '../operators/div.ts';
import { mul } from '../operators/mul.ts';
import { reduceSum } from '../operators/reduceSum.ts';
import { sqrt } from '../operators/sqrt.ts';
import { square } from '../operators/square.ts';
import { sub } from '../operators/sub.ts';

export interface AdamOptions {
  beta1: number;
  beta2: number;
  epsilon: number;
}

export interface AdamInputs {
  weights: readonly Tensor[];
  moments1: readonly Tensor[];
  moments2: readonly Tensor[];
  gradients: readonly Tensor[];
  /** [] float32: steps taken before this one. */
  step: Tensor;
  /** [] float32 */
  learningRate: Tensor;
  /** What share of the learning rate each weight moves with; 1 when absent. */
  rateShares?: readonly number[];
}

export interface AdamOutputs {
  weights: Tensor[];
  moments1: Tensor[];
  moments2: Tensor[];
  step: Tensor;
  /** [] float32: length of the whole gradient before clipping. */
  gradientNorm: Tensor;
}

/**
 * One step of AdamW (Kingma & Ba 2015; Loshchilov & Hutter 2019, decay of matrices and kernels that learn at the full rate only, by learning rate times
 * weightDecay), the gradient first scaled down to the length clipNorm (Pascanu et al. 2013; 0: never).
 *
 * w ← w − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε), with numerator and denominator multiplied by √(1−β₂ᵗ) so that the corrections
 * are two scalars instead of passes over the weights.
 */
export function adam(
  graph: GraphBuilder,
  inputs: AdamInputs,
  { beta1, beta2, epsilon }: AdamOptions,
  weightDecay: number,
  clipNorm: number,
): AdamOutputs {
  const one = graph.scalar(1);
  const step = add(inputs.step, one);
  const correction1 = sub(one, power(graph.scalar(beta1), step));
  const correction2 = sqrt(sub(one, power(graph.scalar(beta2), step)));
  const rate = div(mul(inputs.learningRate, correction2), correction1);
  const correctedEpsilon = mul(graph.scalar(epsilon), correction2);

  const squares = inputs.gradients.map((gradient) => square(gradient));
  const sums = squares.map((values) => reduceSum(values));
  const gradientNorm = sqrt(sums.reduce((sum, value) => add(sum, value)));
  // The 1e-6 is PyTorch's clip_grad_norm_, so that its golden values are ours.
  const scale =
    clipNorm > 0 ? clip(div(graph.scalar(clipNorm), add(gradientNorm, graph.scalar(1e-6))), null, 1) : one;
  const share1 = mul(scale, graph.scalar(1 - beta1));
  const share2 = mul(square(scale), graph.scalar(1 - beta2));
  const kept = weightDecay > 0 ? sub(one, mul(inputs.learningRate, graph.scalar(weightDecay))) : null;

  const outputs: AdamOutputs = { weights: [], moments1: [], moments2: [], step, gradientNorm };
  inputs.weights.forEach((weight, index) => {
    const moment1 = add(
      mul(inputs.moments1[index]!, graph.scalar(beta1)),
      mul(inputs.gradients[index]!, share1),
    );
    const moment2 = add(mul(inputs.moments2[index]!, graph.scalar(beta2)), mul(squares[index]!, share2));
    const share = inputs.rateShares?.[index] ?? 1;
    const ownRate = share === 1 ? rate : mul(rate, graph.scalar(share));
    const change = div(mul(moment1, ownRate), add(sqrt(moment2), correctedEpsilon));
    // What starts as a solution, and learns slower, is not pulled away from it.
    const decayed = kept && weight.shape.length > 1 && share === 1 ? mul(weight, kept) : weight;
    outputs.moments1.push(moment1);
    outputs.moments2.push(moment2);
    outputs.weights.push(sub(decayed, change));
  });
  return outputs;
}

const power = (base: Tensor, exponent: Tensor): Tensor =>
  base.graph.emit('Pow', [base, exponent], exponent.shape);
