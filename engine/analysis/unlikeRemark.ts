import type { ModelJson } from '../../protocol/model.ts';
import type { UnlikeRemark } from '../../protocol/unlike.ts';
import type { Likeness } from './measureLikeness.ts';

/**
 * Of the bundled models' own samples the error is 0.9 to 1.0 of that of the images held out, of other images 3.7 and more:
 * docs/decisions/images-unlike.md.
 */
const REMARKED_TIMES = 3;
/** 40 dB: a reconstruction this near looks the same, however much nearer the model comes to its own images. */
const VISIBLE_MSE = 1e-4;
/** Of the error of one flat colour an image. */
const REMARKED_SHARE_OF_FLAT = 0.5;

/**
 * Whether images are remarked on as unlike those a model learned from, by how it draws a sample of them. Where the model
 * states its own error, that is compared with; else it must do worse than a drawing of their average.
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
 * The mse that a model's description states: of the images held out from its training, else of those it was trained on.
 * null where it states none above 0.
 */
export function ownMse({ training }: ModelJson): number | null {
  for (const figures of [training?.['heldOut'], training?.['trained']]) {
    if (typeof figures !== 'object' || figures === null || !('mse' in figures)) continue;
    const { mse } = figures;
    if (typeof mse === 'number' && Number.isFinite(mse) && mse > 0) return mse;
  }
  return null;
}
