import type { JobRun } from '../jobs/JobContext.ts';
import { findImages } from '../images/findImages.ts';
import { nothingReadable } from './nothingReadable.ts';

/**
 * Counts the images below some paths as an ingest finds them, without decoding one. A job of its own: there may be very
 * many, on a slow disk. Rejects with 'bad-images' where there is none, 'not-found' where there is nothing at the paths.
 */
export const run: JobRun<readonly string[], number> = async (paths, { signal }) => {
  const { images, unreadable } = await findImages(paths, { signal });
  if (images.length === 0) throw nothingReadable(paths, unreadable);
  return images.length;
};
