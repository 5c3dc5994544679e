import { EngineError } from '../../protocol/EngineError.ts';
import { findImages } from '../images/findImages.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import { checkDataset } from './data/checkDataset.ts';
import { examineImages } from './data/examineImages.ts';
import { loadDataset, type Dataset } from './data/loadDataset.ts';
import { decideTraining, type TrainingDecision } from './decideTraining.ts';
import { noImages } from './planTraining.ts';
import type { ResolvedOptions } from './resolveOptions.ts';
import type { TrainingCommand, TrainingMessage } from './TrainingMessage.ts';

const READING_EVERY_MS = 200;

/**
 * Finds and reads the images of a training and decides what it will be.
 * @throws EngineError 'bad-images' when there are none, or none that anything can be learned from; 'cancelled'
 */
export async function prepareImages(
  paths: readonly string[],
  options: ResolvedOptions,
  context: JobContext<TrainingMessage, TrainingCommand>,
): Promise<{ dataset: Dataset; decision: TrainingDecision }> {
  const { signal } = context;
  const found = await findImages(paths, { signal });
  if (found.images.length === 0) throw noImages(paths);
  const traits = await examineImages(found.images);
  const { size, channels } = decideTraining(options, traits, found.images.length);

  let lastPostMs = -Infinity;
  const target = { width: size, height: size, channels, fit: options.fit, background: options.background };
  const dataset = await loadDataset(found.images, target, {
    seed: options.seed,
    signal,
    onProgress: (done, total) => {
      if (done < total && performance.now() - lastPostMs < READING_EVERY_MS) return;
      lastPostMs = performance.now();
      // What cannot be told to anyone is no reason to stop reading; the next message that is awaited fails.
      context.post({ type: 'reading', done, total }).catch(() => {});
    },
  });
  if (signal.aborted) throw new EngineError('cancelled', 'Cancelled while reading images.');
  checkDataset(dataset);
  dataset.unreadable.unshift(...found.unreadable);

  const decision = decideTraining(options, traits, dataset.count);
  if (dataset.leftOut > 0) {
    decision.warnings.push(
      `Not all images fit in memory at ${size}×${size}: ${dataset.count} of ${dataset.count + dataset.leftOut}, drawn at random, are used. A smaller size takes more.`,
    );
  }
  return { dataset, decision };
}
