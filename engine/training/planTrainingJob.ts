import type { TrainingOptions, TrainingPlan } from '../../protocol/training.ts';
import type { JobRun } from '../jobs/JobContext.ts';
import { planTraining } from './planTraining.ts';

/** In a process of its own: it decodes a person's files, which may take long, much memory, or end the process. */
export const run: JobRun<TrainingOptions, TrainingPlan> = (options) => planTraining(options);
