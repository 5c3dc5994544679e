import type { LossName } from '../../../protocol/training.ts';
import type { Tensor } from '../graph/Tensor.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { EngineError } from '../../../protocol/EngineError.ts';
import { outputOf } from '../step/network.ts';
import { bceLoss } from './bceLoss.ts';
import { l1Loss } from './l1Loss.ts';
import { mseLoss } from './mseLoss.ts';
import { ssimLoss } from './ssimLoss.ts';

const LOSSES: Record<Exclude<LossName, 'bce'>, (xHat: Tensor, x: Tensor) => Tensor> = {
  mse: mseLoss,
  l1: l1Loss,
  ssim: ssimLoss,
};

/**
 * How far the decoder's values, made x̂, are from x, both [N,C,H,W], x in 0..1: one value, per pixel and channel.
 * @throws EngineError 'bad-request' for a cross-entropy of values that are no logits
 */
export function reconstructionLoss(
  loss: LossName,
  spec: Pick<NetworkSpec, 'output'>,
  values: Tensor,
  x: Tensor,
): Tensor {
  if (loss !== 'bce') return LOSSES[loss](outputOf(spec, values), x);
  if (spec.output === 'sigmoid') return bceLoss(values, x);
  throw new EngineError(
    'bad-request',
    'The loss bce needs a network that ends in a sigmoid; choose mse, l1 or ssim, or another architecture.',
  );
}
