import { EngineError } from '../../protocol/EngineError.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import type { Model } from '../models/Model.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import { spreadRows } from '../latents/spreadRows.ts';
import { CollectionStore } from '../store/CollectionStore.ts';
import { chosenRows } from './chosenRows.ts';
import { gatherLatents, ownLatents, type GatherOptions } from './gatherLatents.ts';

/** Of more images so many are taken, evenly spread: each is compared with every other. */
const MOST_IMAGES = 20_000;

/**
 * z of the images of a stored collection that a path is to stay near to.
 * @param folder the store's
 * @returns [N,D]
 * @throws EngineError 'bad-request' where none of them is there
 */
export async function storedNearby(folder: string): Promise<Float32Array> {
  const store = await CollectionStore.open(folder, { readOnly: true });
  try {
    const rows = Uint32Array.from(spreadEvenly(chosenRows(store), MOST_IMAGES));
    if (rows.length === 0) throw new EngineError('bad-request', 'None of the images is there any more.');
    return Float32Array.from(await store.latentsOf(rows));
  } finally {
    await store.close();
  }
}

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
