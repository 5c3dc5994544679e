import type { Tensor } from '../graph/Tensor.ts';
import { add } from '../operators/add.ts';
import { mul } from '../operators/mul.ts';
import { sub } from '../operators/sub.ts';
import { laplacianPyramidLoss } from './laplacianPyramidLoss.ts';
import { mseLoss } from './mseLoss.ts';
import { ssim } from './ssimLoss.ts';

/** Of these weights the squared error still decides what is drawn where; see docs/decisions/sharp-loss.md for what others come to. */
const PYRAMID_WEIGHT = 0.1;
const STRUCTURE_WEIGHT = 0.05;

/**
 * MSE + 0.1 · Lap₁ + 0.05 · (1 − SSIM): the squared error, which alone draws the mean of what it is unsure of, with two that would rather
 * have edges where they are (the pyramid's) and of their contrast (SSIM's).
 * @param xHat [N,C,H,W] in 0..1
 * @param x [N,C,H,W] in 0..1
 */
export function sharpLoss(xHat: Tensor, x: Tensor): Tensor {
  const { graph } = x;
  const edges = mul(laplacianPyramidLoss(xHat, x), graph.scalar(PYRAMID_WEIGHT));
  const structure = mul(sub(graph.scalar(1), ssim(xHat, x)), graph.scalar(STRUCTURE_WEIGHT));
  return add(mseLoss(xHat, x), add(edges, structure));
}
