import type { ImageSize } from '../../protocol/imageSize.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import { findImages } from './findImages.ts';
import { sampleSizes } from './sampleSizes.ts';

/**
 * The sizes of a sample of the images in paths, as a job: a folder may be large and its drive slow.
 * @throws EngineError 'not-found' when none of the paths exists, 'cancelled'
 */
export async function run(
  { paths }: { paths: readonly string[] },
  { signal }: JobContext,
): Promise<ImageSize[]> {
  const { images } = await findImages(paths, { signal });
  return sampleSizes(images, signal);
}
