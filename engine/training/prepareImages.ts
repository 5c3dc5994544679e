import { EngineError } from '../../protocol/EngineError.ts';
import { findImages, type FoundImages } from '../images/findImages.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import { checkDataset } from './data/checkDataset.ts';
import { examineImages } from './data/examineImages.ts';
import { loadDataset, type Dataset } from './data/loadDataset.ts';
import { decideTraining, type TrainingDecision } from './decideTraining.ts';
import { nothingReadable } from '../ingest/nothingReadable.ts';
import type { ResolvedOptions } from './resolveOptions.ts';

/**
 * Finds and reads the images of a training and decides what it will be.
 * @param known what was found at the paths already
 * @throws EngineError 'bad-images' when there are none, or none that anything can be learned from; 'cancelled'
 */
export async function prepareImages(
  paths: readonly string[],
  options: ResolvedOptions,
  { signal, progress }: Pick<JobContext, 'signal' | 'progress'>,
  known?: FoundImages,
): Promise<{ dataset: Dataset; decision: TrainingDecision }> {
  const found = known ?? (await findImages(paths, { signal }));
  if (found.images.length === 0) throw nothingReadable(paths, found.unreadable);
  const traits = await examineImages(found.images);
  const { size, channels } = decideTraining(options, traits, found.images.length);

  const target = { width: size, height: size, channels, fit: options.fit, background: options.background };
  const dataset = await loadDataset(found.images, target, {
    seed: options.seed,
    signal,
    onProgress: (done, total) =>
      progress({
        done,
        total,
        detail: `reading ${done.toLocaleString('en')} of ${total.toLocaleString('en')} images`,
      }),
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
