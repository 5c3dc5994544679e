/** The code of each operation, by its name; imported when it is started. */
import type { OperationName } from '../../protocol/operations/index.ts';
import type { JobModule } from '../jobs/JobContext.ts';

export const OPERATION_RUNS = {
  ingest: () => import('./ingest.ts'),
  fitInstant: () => import('./fitInstant.ts'),
  info: () => import('./info.ts'),
  encode: () => import('./encode.ts'),
  decode: () => import('./decode.ts'),
  reconstruct: () => import('./reconstruct.ts'),
  interpolate: () => import('./interpolate.ts'),
  traverse: () => import('./traverse.ts'),
  sample: () => import('./sample.ts'),
  train: () => import('./train.ts'),
  project: () => import('./project.ts'),
  neighbors: () => import('./neighbors.ts'),
  statistics: () => import('./statistics.ts'),
  exportData: () => import('./exportData.ts'),
  exportImages: () => import('./exportImages.ts'),
  bench: () => import('./bench.ts'),
} satisfies Record<OperationName, () => Promise<JobModule>>;
