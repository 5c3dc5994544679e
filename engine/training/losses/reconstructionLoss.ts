import type { LossName } from '../../../protocol/training.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { sigmoid } from '../operators/sigmoid.ts';
import { bceLoss } from './bceLoss.ts';
import { l1Loss } from './l1Loss.ts';
import { mseLoss } from './mseLoss.ts';
import { ssimLoss } from './ssimLoss.ts';

const LOSSES: Record<LossName, (logits: Tensor, x: Tensor) => Tensor> = {
  mse: (logits, x) => mseLoss(sigmoid(logits), x),
  l1: (logits, x) => l1Loss(sigmoid(logits), x),
  bce: bceLoss,
  ssim: (logits, x) => ssimLoss(sigmoid(logits), x),
};

/** How far σ(logits) is from x, both [N,C,H,W], x in 0..1: one value, per pixel and channel. */
export const reconstructionLoss = (loss: LossName, logits: Tensor, x: Tensor): Tensor =>
  LOSSES[loss](logits, x);
