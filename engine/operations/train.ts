import type { train as definition } from '../../protocol/operations/train.ts';
import { train } from '../training/train.ts';
import type { TrainingMessage } from '../training/TrainingPreview.ts';
import type { OperationRun } from './Operation.ts';

/** Streams the preview images as they are made, and while it is watched where its images are in z. */
export const run: OperationRun<typeof definition, TrainingMessage> = (input, context) =>
  train(input, context);
