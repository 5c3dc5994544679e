/** Everything that runs in a process of its own: what a person starts, and what the engine does aside. */
import { OPERATION_RUNS } from '../operations/index.ts';
import type { JobTable } from './JobContext.ts';

export const JOBS = {
  ...OPERATION_RUNS,
  tryModel: () => import('../models/trial/tryModel.ts'),
  examineImages: () => import('../training/examineImagesJob.ts'),
  countImages: () => import('../ingest/countImages.ts'),
  sampleSizes: () => import('../images/sampleSizesJob.ts'),
  pca: () => import('../latents/pcaJob.ts'),
  fitDistribution: () => import('../latents/distributionJob.ts'),
} satisfies JobTable;
