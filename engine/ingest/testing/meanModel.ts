import type { ModelInfo } from '../../../protocol/model.ts';
import type { Model } from '../../models/Model.ts';

/**
 * A model in plain loops: z is (mean, left half's mean, upper half's mean) of an image's values, 0..1. Of a black image it
 * is NaN, as a division by zero gives.
 */
export function meanModel(
  width: number,
  height: number,
  channels: 1 | 3,
): Model & { encodedCounts: number[] } {
  const encodedCounts: number[] = [];
  const info: ModelInfo = {
    path: '/mean',
    name: 'mean',
    hash: 'mean',
    bundled: false,
    json: {
      format: 1,
      name: 'mean',
      image: { width, height, channels, layout: 'NCHW', range: [0, 1] },
      latent: { shape: [3], prior: 'none' },
    },
    latentSize: 3,
    hasEncoder: true,
    hasDecoder: false,
    inferred: [],
    canSaveJson: false,
    chosenSize: null,
    encoderProvider: null,
    decoderProvider: null,
  };
  const size = width * height * channels;
  return {
    info,
    encodedCounts,
    encode: async (pixels, count) => {
      if (pixels.length !== count * size)
        throw new Error(`meanModel: ${pixels.length} values for ${count} images`);
      encodedCounts.push(count);
      const z = new Float32Array(count * 3);
      for (let n = 0; n < count; n++) z.set(means(pixels.subarray(n * size, (n + 1) * size)), n * 3);
      return z;
    },
    decode: () => Promise.reject(new Error('meanModel has no decoder')),
    dispose: () => Promise.resolve(),
  };

  function means(image: Uint8Array): [number, number, number] {
    let [all, left, top] = [0, 0, 0];
    for (const [i, value] of image.entries()) {
      const pixel = Math.floor(i / channels);
      all += value;
      if (pixel % width < width / 2) left += value;
      if (pixel < (width * height) / 2) top += value;
    }
    const black = all / all;
    return [(all / size / 255) * black, ((left * 2) / size / 255) * black, ((top * 2) / size / 255) * black];
  }
}
