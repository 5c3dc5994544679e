import { imageLooks, type ChosenLooks } from '../../protocol/imageLooks.ts';
import type { Reconstruction } from '../../protocol/codecs/reconstructionFrame.ts';
import { compareReconstruction } from '../analysis/compareReconstruction.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { ModelSlot } from './ModelSlot.ts';
import type { OpenCollection } from './OpenCollection.ts';

/**
 * x read from its file again, beside x̂ decoded from the z that the collection holds.
 * @throws EngineError 'bad-request' for a row without an image behind it, 'bad-images' when its file can no longer be read
 */
export async function reconstructImage(
  open: OpenCollection,
  index: number,
  model: ModelSlot,
  chosen: ChosenLooks,
): Promise<Reconstruction> {
  const source = open.source(index);
  if (source.path === '') {
    throw new EngineError(
      'bad-request',
      'This point was drawn from the prior, so there is no image to compare.',
    );
  }
  const { json } = model.required;
  const { width, height, channels } = json.image;
  const { fit, background } = imageLooks(json, chosen);
  const z = await open.store.latents(index, index + 1);
  const { readImage } = await import('../images/readImage.ts');
  const { pixels } = await readImage(source, { width, height, channels, fit, background });
  const { rgba } = await model.decode(z);
  return compareReconstruction(pixels, rgba, width, height, channels);
}
