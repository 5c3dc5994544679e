import { join } from 'node:path';
import { encodeCheckpoint, type Checkpoint } from '../../../engine/training/checkpoint.ts';
import { CheckpointFile, readCheckpointHeader } from '../../../engine/training/CheckpointFile.ts';
import type { FuzzTarget } from '../FuzzTarget.ts';
import { mutateBytes } from '../mutateBytes.ts';

const arrays = () => [Float32Array.of(1, 2, 3, 4, 5, 6), Float32Array.of(0.1, 0.2)];
const CHECKPOINT: Checkpoint = {
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
  lossSum: 0.3,
  lossCount: 2,
  seconds: 3.5,
};
const sound = Buffer.concat(encodeCheckpoint(CHECKPOINT));

/** What a training that was cut short left. */
export const target: FuzzTarget = {
  name: 'checkpoints',
  make: (random) => ({ 'm.checkpoint': mutateBytes(random, sound) }),
  run: async (_input, folder) => {
    const told: { message: string }[] = [];
    const note = async (message: string) => void told.push({ message });
    await readCheckpointHeader(join(folder, 'm.checkpoint'));
    const file = await CheckpointFile.open(join(folder, 'm'), CHECKPOINT.key, note);
    await file.save(CHECKPOINT);
    await file.remove();
    return told;
  },
};
