import type { ImageLooks } from '../../protocol/imageLooks.ts';
import { makeTile } from '../images/makeTile.ts';
import { priorDraw } from '../latents/prior.ts';
import type { Model } from '../models/Model.ts';
import { Random } from '../random/Random.ts';
import { CollectionWriter } from '../store/CollectionWriter.ts';

/** Enough to see the shape of the prior, few enough to decode in a moment. */
const SAMPLE_COUNT = 256;
const DECODE_BATCH = 16;
const TILE_SIZE = 64;
const SEED = 1;

/**
 * A collection for a model that cannot encode images: draws from its prior, the same at every opening, with the decoded
 * images as their thumbnails. A prior of 'none' is drawn as a normal one.
 * @param folder of the store that is made
 */
export async function drawSamples(
  model: Model,
  folder: string,
  modelKey: string,
  { fit, background }: ImageLooks,
): Promise<void> {
  const { json, latentSize, name } = model.info;
  const { width, height } = json.image;
  const writer = await CollectionWriter.create(folder, {
    name: `${name}: samples`,
    paths: [],
    modelKey,
    latentSize,
    tileSize: TILE_SIZE,
    fit,
    background,
    samplesOf: null,
    latentNames: json.latent.names ?? null,
  });
  try {
    const draw = priorDraw(json.latent.prior, new Random(SEED));
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
      const sources = Array.from({ length: DECODE_BATCH }, (_, i) => drawnSource(from + i));
      writer.appendBatch({ sources, latents, tiles });
    }
    writer.update({ state: 'sampled', total: SAMPLE_COUNT });
  } finally {
    await writer.close();
  }
}

const drawnSource = (index: number) => ({
  path: '',
  name: `sample ${index + 1}`,
  label: null,
  sizeBytes: 0,
  modifiedMs: 0,
  metadata: {},
});
