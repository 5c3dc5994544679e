import { EngineError } from '../../protocol/EngineError.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import type { Model } from '../models/Model.ts';
import { spreadRows } from '../latents/spreadRows.ts';
import { gatherLatents, ownLatents, type GatherOptions } from './gatherLatents.ts';

/** Of more images so many are taken, evenly spread: each is compared with every other. */
const MOST_IMAGES = 20_000;

/**
 * z of images that a path is to stay near to.
 * @param data images or a file of z; the model's own samples when absent
 * @returns [N,D]
 * @throws EngineError 'bad-request' where there are none, 'no-encoder'
 */
export async function nearbyLatents(
  model: Model,
  data: string | undefined,
  looks: NonNullable<GatherOptions['looks']>,
  context: Pick<JobContext, 'progress' | 'signal'>,
): Promise<Float32Array> {
  const options = { looks, most: MOST_IMAGES };
  const gathered =
    data === undefined
      ? await ownLatents(model, options, context)
      : await gatherLatents(model, data, options, context);
  if (gathered) return spreadRows(gathered.z, gathered.latentSize, MOST_IMAGES);
  throw new EngineError(
    'bad-request',
    `"${model.info.name}" has no samples of its own that it can encode, to stay near to; give images or a file of z (--data).`,
  );
}
