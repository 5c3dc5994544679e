import type { Checkpoint } from '../checkpoint.ts';
import { BASIS_MEAN } from '../NetworkSpec.ts';

const weights = () => [
  Float32Array.of(1, 2, 3, 4, 5, 6),
  Float32Array.of(0.1, 0.2),
  Float32Array.of(7, 8, 9),
];
const moments = () => [...weights().slice(0, 2), new Float32Array(0)];

/** A checkpoint of two small tensors and one that is not trained. */
export const smallCheckpoint = (more: Partial<Checkpoint> = {}): Checkpoint => ({
  key: 'this training',
  state: {
    names: ['w', 'b', BASIS_MEAN],
    shapes: [[2, 3], [2], [3]],
    weights: weights(),
    moments1: moments(),
    moments2: moments(),
    step: 7,
  },
  best: { step: 5, epoch: 1.5, heldOutError: 0.25, weights: weights() },
  curve: [{ step: 5, epoch: 1.5, seconds: 2, train: 1, heldOut: 1, heldOutSse: 2 }],
  epoch: 1.8,
  lossSum: 0.1 + 0.2,
  lossCount: 2,
  seconds: 3.5,
  ...more,
});
