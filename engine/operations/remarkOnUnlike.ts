import { unlikeWords, type UnlikeRemark } from '../../protocol/unlike.ts';
import { measureLikeness, type Likeness } from '../analysis/measureLikeness.ts';
import { ownMse, unlikeRemark } from '../analysis/unlikeRemark.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import type { ImageTarget } from '../images/ImageTarget.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import type { Model } from '../models/Model.ts';

/** Tells in a line where images are unlike those a model learned from, by a sample of them. Rejects with 'cancelled' only. */
export async function remarkOnUnlike(
  model: Model,
  images: readonly ImageSource[],
  target: ImageTarget,
  { note, signal }: Pick<JobContext, 'note' | 'signal'>,
): Promise<UnlikeRemark | null> {
  let likeness: Likeness | null;
  try {
    likeness = await measureLikeness(model, images, { target, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    // It is a remark only: what was asked for is done without it.
    return null;
  }
  const remark = likeness && unlikeRemark(likeness, ownMse(model.info.json));
  if (remark) await note(unlikeWords(remark));
  return remark;
}
