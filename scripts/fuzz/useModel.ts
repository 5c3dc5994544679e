import type { Model } from '../../engine/models/Model.ts';

/** Encodes and decodes one black image, as much of it as the model has halves for, and closes the model. */
export async function useModel(model: Model): Promise<void> {
  const { hasEncoder, hasDecoder, latentSize, json } = model.info;
  const { width, height, channels } = json.image;
  try {
    if (hasEncoder) await model.encode(new Uint8Array(width * height * channels), 1);
    if (hasDecoder) await model.decode(new Float32Array(latentSize), 1);
  } finally {
    await model.dispose();
  }
}
