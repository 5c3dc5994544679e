import { imageLooks } from '../../../protocol/imageLooks.ts';
import { instantFacts } from '../../../protocol/instant.ts';
import type { TrainingOptions } from '../../../protocol/training.ts';
import type { Page } from '../../page/Page.svelte.ts';

type Open = Pick<Page['workspace'], 'model' | 'collection' | 'settings'>;

/** Why the model that is open is not one to improve; null where it is. */
export function whyNotToImprove({ model, collection }: Omit<Open, 'settings'>): string | null {
  if (!model || instantFacts(model.json) === null) {
    return 'The open model is not an instant one. To train a model of these images, use Train.';
  }
  if (!collection || collection.state === 'sampled') return 'No images are open to train on.';
  return null;
}

/**
 * The training that improves on an instant model: of the same images, z and size. PCA, which the instant model is, is among what it
 * may keep. null where there is none to improve.
 */
export function improvement(open: Open): TrainingOptions | null {
  const { model, collection, settings } = open;
  if (!model || !collection || whyNotToImprove(open) !== null) return null;
  const { image, latent } = model.json;
  return {
    images: collection.paths,
    name: collection.name,
    kind: 'ae',
    preset: 'quick',
    latent: latent.shape.reduce((product, side) => product * side, 1),
    size: image.width,
    channels: image.channels,
    ...imageLooks(model.json, settings),
  };
}
