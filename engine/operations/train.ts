import type { train as definition } from '../../protocol/operations/train.ts';
import { train } from '../training/train.ts';
import type { TrainingPreview } from '../training/TrainingPreview.ts';
import type { OperationRun } from './Operation.ts';

/** Streams the preview images as they are made. */
export const run: OperationRun<typeof definition, TrainingPreview> = (input, context) =>
  train(input, context);
