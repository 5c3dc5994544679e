import type { Checkpoint } from '../checkpoint.ts';

const arrays = () => [Float32Array.of(1, 2, 3, 4, 5, 6), Float32Array.of(0.1, 0.2)];

/** A checkpoint of two small tensors. */
export const smallCheckpoint = (more: Partial<Checkpoint> = {}): Checkpoint => ({
  key: 'this training',
  state: {
    names: ['w', 'b'],
    shapes: [[2, 3], [2]],
    weights: arrays(),
    moments1: arrays(),
    moments2: arrays(),
    step: 7,
  },
  best: { step: 5, epoch: 1.5, heldOutError: 0.25, weights: arrays() },
  curve: [{ step: 5, epoch: 1.5, seconds: 2, train: 1, heldOut: 1, heldOutSse: 2 }],
  epoch: 1.8,
  lossSum: 0.1 + 0.2,
  lossCount: 2,
  seconds: 3.5,
  ...more,
});
