import type { ImageFit } from '../../protocol/model.ts';
import { Collection } from '../collections/Collection.ts';
import { makeTile } from '../images/makeTile.ts';
import { Random } from '../random/Random.ts';
import type { Model } from '../models/Model.ts';

/** Enough to see the shape of the prior, few enough to decode in a moment. */
const SAMPLE_COUNT = 256;
const DECODE_BATCH = 16;
const TILE_SIZE = 64;
const SEED = 1;

/**
 * Points for a model that cannot encode images: draws from its prior, the same at every opening, with the decoded
 * images as their thumbnails. A prior of 'none' is drawn as a normal one.
 */
export async function sampleCollection(model: Model, id: string, fit: ImageFit): Promise<Collection> {
  const { json, latentSize, name } = model.info;
  const { width, height } = json.image;
  const collection = new Collection({
    id,
    name: `${name}: samples`,
    paths: [],
    latentSize,
    tileSize: TILE_SIZE,
    fit,
    total: SAMPLE_COUNT,
  });
  const random = new Random(SEED);
  const draw = json.latent.prior === 'uniform' ? () => random.uniform(-1, 1) : () => random.normal();
  for (let from = 0; from < SAMPLE_COUNT; from += DECODE_BATCH) {
    const latents = Float32Array.from({ length: DECODE_BATCH * latentSize }, draw);
    const rgba = await model.decode(latents, DECODE_BATCH);
    const imageBytes = width * height * 4;
    const tiles = new Uint8Array(DECODE_BATCH * TILE_SIZE * TILE_SIZE * 4);
    for (let i = 0; i < DECODE_BATCH; i++) {
      const data = rgba.subarray(i * imageBytes, (i + 1) * imageBytes);
      tiles.set(
        makeTile({ width, height, channels: 4, data }, json.image.channels, TILE_SIZE),
        i * TILE_SIZE * TILE_SIZE * 4,
      );
    }
    const rows = Array.from({ length: DECODE_BATCH }, (_, i) => ({ source: drawnSource(from + i) }));
    collection.append({ rows, latents, tiles });
  }
  collection.state = 'sampled';
  return collection;
}

const drawnSource = (index: number) => ({
  path: '',
  name: `sample ${index + 1}`,
  label: null,
  sizeBytes: 0,
  modifiedMs: 0,
  metadata: {},
});
