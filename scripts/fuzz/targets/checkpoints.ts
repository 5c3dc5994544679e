import { join } from 'node:path';
import { encodeCheckpoint } from '../../../engine/training/checkpoint.ts';
import { CheckpointFile, readCheckpointHeader } from '../../../engine/training/CheckpointFile.ts';
import { smallCheckpoint } from '../../../engine/training/testing/smallCheckpoint.ts';
import type { FuzzTarget } from '../FuzzTarget.ts';
import { mutateBytes } from '../mutateBytes.ts';

const CHECKPOINT = smallCheckpoint();
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
