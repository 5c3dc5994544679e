import { findImages } from '../images/findImages.ts';
import { nothingReadable } from '../ingest/nothingReadable.ts';
import type { JobRun } from '../jobs/JobContext.ts';
import { examineImages } from './data/examineImages.ts';
import { machineSpeed } from './machineSpeed.ts';
import type { ExaminedImages } from './planTraining.ts';

/**
 * Looks at the list of files and a sample of the images, for plans of trainings. In a process of its own: it decodes a
 * person's files, which may take long, much memory, or end the process.
 * @throws EngineError 'bad-images' when there are no images, 'cancelled'
 */
export const run: JobRun<{ paths: readonly string[] }, ExaminedImages> = async ({ paths }, { signal }) => {
  const { images, unreadable } = await findImages(paths, { signal });
  if (images.length === 0) throw nothingReadable(paths, unreadable);
  return {
    imageCount: images.length,
    unreadableCount: unreadable.length,
    examination: await examineImages(images, signal),
    machineSpeed: await machineSpeed(),
  };
};
