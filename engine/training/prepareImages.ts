import { EngineError } from '../../protocol/EngineError.ts';
import { findImages, type FoundImages } from '../images/findImages.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import { checkDataset } from './data/checkDataset.ts';
import { examineImages } from './data/examineImages.ts';
import { loadDataset, type Dataset } from './data/loadDataset.ts';
import type { StartModel } from './from/readStartModel.ts';
import { nothingReadable } from '../ingest/nothingReadable.ts';
import { chooseTraining, type ChosenTraining } from './proposals/chooseTraining.ts';
import type { AskedOptions } from './resolveOptions.ts';

/** z proposed from these is within one size of what 500 say (digits, photographs, pictures of clothes). */
const MOST_LOOKED_AT_IN_AN_INSTANT = 300;

/**
 * Finds and reads the images of a training and decides what it will be.
 * @param known what was found at the paths already
 * @throws EngineError 'bad-images' when there are none, or none that anything can be learned from; 'cancelled'
 */
export async function prepareImages(
  paths: readonly string[],
  asked: AskedOptions,
  { signal, progress }: Pick<JobContext, 'signal' | 'progress'>,
  { start = null, known }: { start?: StartModel | null; known?: FoundImages } = {},
): Promise<ChosenTraining & { dataset: Dataset }> {
  const found = known ?? (await findImages(paths, { signal }));
  if (found.images.length === 0) throw nothingReadable(paths, found.unreadable);
  // Someone waits for an instant model: what 500 images say takes twice as long as fitting it.
  const looked =
    asked.preset === 'instant' ? spreadEvenly(found.images, MOST_LOOKED_AT_IN_AN_INSTANT) : found.images;
  const examination = await examineImages(looked, signal);
  const first = chooseTraining(asked, examination, found.images.length, start);
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
  const { options, decision, choices } = chooseTraining(read, examination, dataset.count, start);
  if (dataset.leftOut > 0) {
    decision.warnings.push(
      `Not all images fit in memory at ${size}×${size}: ${dataset.count} of ${dataset.count + dataset.leftOut}, drawn at random, are used. A smaller size takes more.`,
    );
  }
  const { latent, kind } = choices;
  return { dataset, options, decision, choices: { ...first.choices, latent, kind } };
}
