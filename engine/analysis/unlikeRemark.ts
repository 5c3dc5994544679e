import type { ModelJson } from '../../protocol/model.ts';
import type { UnlikeRemark } from '../../protocol/unlike.ts';
import type { Likeness } from './measureLikeness.ts';

/**
 * Over the error of the images held out, that of a bundled model's own samples is at most 1.1, of eight of them with one label
 * at most 2.2, of other images at least 3.6: docs/decisions/images-unlike.md.
 */
const REMARKED_TIMES = 3;
/** 40 dB: a reconstruction this near looks the same, however much nearer the model comes to its own images. */
const VISIBLE_MSE = 1e-4;
/** Of the error of one flat colour an image. */
const REMARKED_SHARE_OF_FLAT = 0.5;

/**
 * Whether images are remarked on as unlike those a model learned from, by how it draws a sample of them. Where the model
 * states its error of images held out, that is compared with; else it must do worse than a drawing of their average.
 * @returns null for no remark
 */
export function unlikeRemark(
  { mse, averageMse, flatMse }: Likeness,
  ownMse: number | null,
): UnlikeRemark | null {
  if (!(mse > VISIBLE_MSE)) return null;
  if (ownMse !== null) return mse >= REMARKED_TIMES * ownMse ? { times: mse / ownMse } : null;
  return mse >= averageMse && mse >= REMARKED_SHARE_OF_FLAT * flatMse ? { times: null } : null;
}

/**
 * The mse that a model's description states of images held out from its training; null where it states none above 0. Of the
 * images it was trained on says nothing: it may know those by heart, and draws others of their kind some times worse.
 */
export function ownMse({ training }: ModelJson): number | null {
  const heldOut = training?.['heldOut'];
  if (typeof heldOut !== 'object' || heldOut === null || !('mse' in heldOut)) return null;
  const { mse } = heldOut;
  return typeof mse === 'number' && Number.isFinite(mse) && mse > 0 ? mse : null;
}
