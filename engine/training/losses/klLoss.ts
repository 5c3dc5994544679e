import { shapeError, sameShape } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { add } from '../operators/add.ts';
import { clip } from '../operators/clip.ts';
import { exp } from '../operators/exp.ts';
import { mul } from '../operators/mul.ts';
import { reduceMean } from '../operators/reduceMean.ts';
import { reduceSum } from '../operators/reduceSum.ts';
import { square } from '../operators/square.ts';
import { sub } from '../operators/sub.ts';

/**
 * KL(N(mu, e^logvar) ‖ N(0,1)) in nats per image: the mean over images, then the sum over the dimensions of z, each counted
 * as at least freeBits (Kingma et al. 2016, "free bits"), so that a dimension below that is not pushed further down.
 * @param mu [N,D]
 * @param logvar [N,D]
 */
export function klLoss(mu: Tensor, logvar: Tensor, freeBits = 0): Tensor {
  if (!sameShape(mu.shape, logvar.shape))
    throw shapeError('KL', 'mu and logvar differ in shape', mu.shape, logvar.shape);
  const { graph } = mu;
  const perValue = sub(add(square(mu), exp(logvar)), add(logvar, graph.scalar(1)));
  const perDimension = mul(reduceMean(perValue, [0]), graph.scalar(0.5));
  return reduceSum(freeBits > 0 ? clip(perDimension, freeBits, null) : perDimension);
}
