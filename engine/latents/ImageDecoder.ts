import { withoutAlpha } from '../analysis/rgba.ts';
import type { Model } from '../models/Model.ts';
import { imagesPerRun } from '../models/OnnxModel.ts';

/** A decoder as a function of z, for what measures it. D values of z, P = H·W·C values of an image. */
export interface ImageDecoder {
  readonly latentSize: number;
  readonly imageSize: number;
  /** How many images are worth asking for at once. */
  readonly batch: number;
  /**
   * @param z [N,D]
   * @returns [N,P] uint8
   */
  decode(z: Float32Array, count: number): Promise<Uint8Array>;
}

/** The decoder of a model, without alpha. It borrows the model. */
export function imageDecoder(model: Pick<Model, 'info' | 'decode'>): ImageDecoder {
  const { json, latentSize } = model.info;
  const { width, height, channels } = json.image;
  return {
    latentSize,
    imageSize: width * height * channels,
    batch: imagesPerRun(json),
    decode: async (z, count) => withoutAlpha(await model.decode(z, count), channels),
  };
}

/** What work of many decodes is told and tells. */
export interface DecodingWork {
  /** Called before each batch; throws where the work shall end. */
  beforeBatch?(done: number, total: number): Promise<void> | void;
}

/**
 * Decodes `count` z, a batch at a time, each z and each image in memory that is used again.
 * @param fill writes the z of an item into [D]
 * @param take gets the image of an item, [P] uint8, valid until it returns
 */
export async function decodeEach(
  { latentSize, imageSize, batch, decode }: ImageDecoder,
  count: number,
  fill: (item: number, z: Float32Array) => void,
  take: (item: number, image: Uint8Array) => void,
  { beforeBatch }: DecodingWork = {},
): Promise<void> {
  const z = new Float32Array(Math.min(batch, count) * latentSize);
  for (let from = 0; from < count; from += batch) {
    await beforeBatch?.(from, count);
    const n = Math.min(batch, count - from);
    for (let i = 0; i < n; i++) fill(from + i, z.subarray(i * latentSize, (i + 1) * latentSize));
    const images = await decode(z.subarray(0, n * latentSize), n);
    for (let i = 0; i < n; i++) take(from + i, images.subarray(i * imageSize, (i + 1) * imageSize));
  }
}
