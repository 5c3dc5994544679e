import type { bench } from '../../protocol/operations/bench.ts';
import { measureEngine } from '../bench/measureEngine.ts';
import type { OperationRun } from './Operation.ts';

export const run: OperationRun<typeof bench> = ({ images, provider }, context) =>
  measureEngine({
    images: images ?? [],
    provider,
    onStage: (detail, done, total) => context.progress({ detail, done, total }),
  });
