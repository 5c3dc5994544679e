import { imageLooks, type ChosenLooks } from '../../protocol/imageLooks.ts';
import type { Reconstruction } from '../../protocol/codecs/reconstructionFrame.ts';
import type { ModelJson } from '../../protocol/model.ts';
import { compareReconstruction } from '../analysis/compareReconstruction.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { OpenCollection } from './OpenCollection.ts';

/** The model that an image is seen through. */
export interface SeenThrough {
  image: { width: number; height: number; channels: 1 | 3 };
  /** What says how images are made to fit where the person has chosen nothing. */
  json: ModelJson;
  /** [D] float32, z of a row */
  latent(index: number): Promise<Float32Array>;
  /** @returns [H,W,4] uint8 RGBA */
  decode(z: Float32Array): Promise<{ rgba: Uint8Array }>;
}

/**
 * x read from its file again, beside x̂ decoded from its z.
 * @throws EngineError 'bad-request' for a row without an image behind it, 'bad-images' when its file can no longer be read
 */
export async function reconstructImage(
  open: OpenCollection,
  index: number,
  model: SeenThrough,
  chosen: ChosenLooks,
): Promise<Reconstruction> {
  const source = open.source(index);
  if (source.path === '') {
    throw new EngineError(
      'bad-request',
      'This point was drawn from the prior, so there is no image to compare.',
    );
  }
  const { json } = model;
  const { width, height, channels } = model.image;
  const { fit, background } = imageLooks(json, chosen);
  const z = await model.latent(index);
  const { readImage } = await import('../images/readImage.ts');
  const { pixels } = await readImage(source, { width, height, channels, fit, background });
  const { rgba } = await model.decode(z);
  return compareReconstruction(pixels, rgba, width, height, channels);
}
