import type { LiveTraining } from '../../protocol/live.ts';
import type { ModelInfo } from '../../protocol/model.ts';

/** A model in training as far as there is one: it draws z, and has no files yet, nor anything said of its making or its quality. */
export function modelInTraining(open: ModelInfo | null, live: LiveTraining): ModelInfo | null {
  if (!open) return null;
  const { width, height, channels, latentSize } = live;
  const { latent, image, description: _, licence: __, training: ___, quality: ____, ...json } = open.json;
  return {
    ...open,
    name: 'Model in training',
    hash: liveHash(live),
    bundled: false,
    json: {
      ...json,
      image: { ...image, width, height, channels },
      // What dimensions are called in the model that is open means nothing in another.
      latent: { shape: [latentSize], prior: latent.prior },
    },
    latentSize,
    hasDecoder: true,
    inferred: [],
    canSaveJson: false,
  };
}

/** Of its latent space, in the place of the hash of its files. */
export const liveHash = ({ jobId }: Pick<LiveTraining, 'jobId'>): string => `training ${jobId}`;
