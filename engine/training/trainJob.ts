import type { TrainingOptions, TrainingResult } from '../../protocol/training.ts';
import type { JobMain } from '../jobs/JobContext.ts';
import { train } from './train.ts';
import type { TrainingCommand, TrainingMessage } from './TrainingMessage.ts';

/** Training as a job of its own: `startJob(new URL('./trainJob.ts', …), options, onMessage)`. */
const trainJob: JobMain<TrainingOptions, TrainingMessage, TrainingResult, TrainingCommand> = (
  options,
  context,
) => train(options, context);

export default trainJob;
