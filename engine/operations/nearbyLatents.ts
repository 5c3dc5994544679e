import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import type { ImageFit } from '../../protocol/model.ts';
import { findImages } from '../images/findImages.ts';
import { encodeImages } from '../ingest/encodeImages.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import { bundledFolder, SAMPLES } from '../models/bundled.ts';
import type { Model } from '../models/Model.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import { CollectionStore } from '../store/CollectionStore.ts';
import { chosenRows } from './chosenRows.ts';
import { isLatentsFile, readLatentRows } from './keyframeFiles.ts';

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
    const rows = Uint32Array.from(spreadEvenly(Array.from(chosenRows(store)), MOST_IMAGES));
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
  target: { fit: ImageFit; background: string },
  { progress, signal }: Pick<JobContext, 'progress' | 'signal'>,
): Promise<Float32Array> {
  const { latentSize, name } = model.info;
  if (data !== undefined && isLatentsFile(data)) {
    const z = await readLatentRows(data, latentSize);
    const rows = spreadEvenly(
      Array.from({ length: z.length / latentSize }, (_, row) => row),
      MOST_IMAGES,
    );
    const taken = new Float32Array(rows.length * latentSize);
    rows.forEach((row, i) => taken.set(z.subarray(row * latentSize, (row + 1) * latentSize), i * latentSize));
    return taken;
  }
  const folder = data ?? samplesOf(model);
  if (folder === null) {
    throw new EngineError(
      'bad-request',
      `"${name}" has no samples of its own to stay near to; give images or a file of z (--data).`,
    );
  }
  const { images } = await findImages([folder], { signal });
  const taken = spreadEvenly(images, MOST_IMAGES);
  const z = new Float32Array(taken.length * latentSize);
  let count = 0;
  for await (const batch of encodeImages(model, taken, { ...target, signal })) {
    z.set(batch.latents, count * latentSize);
    count += batch.rows.length;
    await progress({ done: batch.done, total: taken.length, detail: 'encoding images to stay near to' });
  }
  if (count > 0) return z.subarray(0, count * latentSize);
  throw new EngineError('bad-images', `None of the images in "${folder}" could be read.`);
}

function samplesOf({ info }: Model): string | null {
  const folder = join((info.bundled ? bundledFolder(info.path) : null) ?? info.path, SAMPLES);
  return existsSync(folder) ? folder : null;
}
