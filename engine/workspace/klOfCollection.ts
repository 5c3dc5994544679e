import { EngineError } from '../../protocol/EngineError.ts';
import { imageLooks } from '../../protocol/imageLooks.ts';
import { klRefusal } from '../../protocol/traversal.ts';
import { readImages } from '../images/readImages.ts';
import { imageTarget } from '../ingest/encodeImages.ts';
import { klOfDimensions } from '../latents/klOfDimensions.ts';
import { chosenRows } from '../operations/chosenRows.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import type { ModelSlot } from './ModelSlot.ts';
import type { OpenCollection } from './OpenCollection.ts';
import { Pace } from './Pace.ts';

/** Images that say it; the order of dimensions is that of all. */
const MOST_IMAGES = 256;

/**
 * The mean KL of each dimension of a VAE over images of the open collection, in nats. Their z are there; the encoder is opened
 * once more, with its log-variance as output.
 * @returns [D]
 * @throws EngineError 'bad-request' where the model says no log-variance or the points are no images, 'bad-images' where none can
 * be read any more, and what opening the encoder throws
 */
export async function klOfCollection(
  slot: ModelSlot,
  open: OpenCollection,
  tell: (done: number, total: number) => void,
): Promise<Float64Array> {
  const { info } = slot.current!;
  const refusal = klRefusal(info);
  if (refusal) throw new EngineError('bad-request', refusal);
  const { json, path, latentSize, name } = info;
  const rows = spreadEvenly([...chosenRows(open.store)], MOST_IMAGES);
  const images = rows.map((row) => open.source(row)).filter((source) => source.path !== '');
  if (images.length === 0) {
    throw new EngineError(
      'bad-request',
      'These points are no images: the KL of a dimension is that of images.',
    );
  }
  const { decoder: _decoder, encoder, ...rest } = json;
  const described = { ...rest, encoder: { ...encoder!, output: encoder!.logvar! } };
  const variances = await slot.load(path, described, 'cpu');
  try {
    const mu = new Float32Array(images.length * latentSize);
    const logvar = new Float32Array(images.length * latentSize);
    const { fit, background } = imageLooks(json, open.store.info);
    const target = imageTarget(variances, fit, background);
    const imageSize = target.width * target.height * target.channels;
    const pace = new Pace(images.length);
    let count = 0;
    tell(0, images.length);
    for await (const { sources, pixels, done } of readImages(images, { target, threads: 1 })) {
      for (let from = 0; from < sources.length;) {
        const n = Math.min(pace.size, sources.length - from);
        const startedAtMs = performance.now();
        const found = await variances.encode(pixels.subarray(from * imageSize, (from + n) * imageSize), n);
        pace.ran(n, performance.now() - startedAtMs);
        for (let i = 0; i < n; i++) {
          const values = found.subarray(i * latentSize, (i + 1) * latentSize);
          if (!values.every(Number.isFinite)) continue;
          const { id } = sources[from + i]!;
          logvar.set(values, count * latentSize);
          mu.set(await open.store.latents(id, id + 1), count * latentSize);
          count += 1;
        }
        from += n;
      }
      tell(done, images.length);
    }
    if (count > 0) {
      const size = count * latentSize;
      return klOfDimensions(mu.subarray(0, size), logvar.subarray(0, size), latentSize);
    }
  } finally {
    await variances.dispose();
  }
  throw new EngineError(
    'bad-images',
    `The encoder of "${name}" gave no finite log-variance for any image that can still be read.`,
  );
}
