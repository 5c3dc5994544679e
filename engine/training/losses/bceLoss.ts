import { shapeError, sameShape, sizeOf } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { abs } from '../operators/abs.ts';
import { add } from '../operators/add.ts';
import { exp } from '../operators/exp.ts';
import { log } from '../operators/log.ts';
import { mul } from '../operators/mul.ts';
import { neg } from '../operators/neg.ts';
import { reduceMean } from '../operators/reduceMean.ts';
import { relu } from '../operators/relu.ts';
import { sigmoid } from '../operators/sigmoid.ts';
import { sub } from '../operators/sub.ts';

/**
 * Binary cross-entropy of x in 0..1 under σ(logits), in nats, mean over images, channels and pixels.
 * Written as max(l,0) − l·x + log(1 + e^−|l|), which overflows for no logit. Gradient: (σ(l) − x) / count; x is data.
 */
export function bceLoss(logits: Tensor, x: Tensor): Tensor {
  if (!sameShape(logits.shape, x.shape))
    throw shapeError('BCE', 'logits and x differ in shape', logits.shape, x.shape);
  const { graph } = logits;
  const softplusOfMinus = log(add(exp(neg(abs(logits))), graph.scalar(1)));
  const perPixel = add(sub(relu(logits), mul(logits, x)), softplusOfMinus);
  const loss = reduceMean(perPixel);
  // One rule for the whole expression: the formula's own derivative is undefined at 0 and costs five more passes.
  return loss.differentiate([logits], (dy) => [
    mul(sub(sigmoid(logits), x), mul(dy, graph.scalar(1 / sizeOf(logits.shape)))),
  ]);
}
