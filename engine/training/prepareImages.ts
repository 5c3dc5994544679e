import { EngineError } from '../../protocol/EngineError.ts';
import { findImages } from '../images/findImages.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import { checkDataset } from './data/checkDataset.ts';
import { examineImages } from './data/examineImages.ts';
import { loadDataset, type Dataset } from './data/loadDataset.ts';
import { nothingReadable } from '../ingest/nothingReadable.ts';
import { chooseTraining, type ChosenTraining } from './proposals/chooseTraining.ts';
import type { AskedOptions } from './resolveOptions.ts';

/**
 * Finds and reads the images of a training and decides what it will be.
 * @throws EngineError 'bad-images' when there are none, or none that anything can be learned from; 'cancelled'
 */
export async function prepareImages(
  paths: readonly string[],
  asked: AskedOptions,
  { signal, progress }: Pick<JobContext, 'signal' | 'progress'>,
): Promise<ChosenTraining & { dataset: Dataset }> {
  const found = await findImages(paths, { signal });
  if (found.images.length === 0) throw nothingReadable(paths, found.unreadable);
  const examination = await examineImages(found.images, signal);
  const first = chooseTraining(asked, examination, found.images.length);
  const { size, channels } = first.decision;
  const { fit, background, seed, preset } = first.options;

  const target = { width: size, height: size, channels, fit, background };
  const dataset = await loadDataset(found.images, target, {
    seed,
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

  // Now that it is known how many can be read. How they were read stays, whatever their number.
  const read = { ...asked, size, channels, background, preset };
  const { options, decision, choices } = chooseTraining(read, examination, dataset.count);
  if (dataset.leftOut > 0) {
    decision.warnings.push(
      `Not all images fit in memory at ${size}×${size}: ${dataset.count} of ${dataset.count + dataset.leftOut}, drawn at random, are used. A smaller size takes more.`,
    );
  }
  const { latent, kind } = choices;
  return { dataset, options, decision, choices: { ...first.choices, latent, kind } };
}
