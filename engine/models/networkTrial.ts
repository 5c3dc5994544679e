import { Tensor } from 'onnxruntime-node';
import type { ModelInfo } from '../../protocol/model.ts';
import type { ProviderTrial } from '../inference/ProviderTrial.ts';
import { normalValues } from '../random/Random.ts';
import { IMAGE_BYTES } from './rewrite/bytesFromDecoder.ts';
import { LATENT, PIXELS } from './rewrite/bytesIntoEncoder.ts';
import type { PreparedNetwork } from './rewrite/prepareNetwork.ts';

/** A decoded byte may differ by this much between providers: nobody sees two levels of 255. */
const BYTE_TOLERANCE = { single: 2, half: 6 };
/** z may differ by this share of its largest value: TF32 and shader arithmetic keep about three digits. */
const LATENT_TOLERANCE = { single: 0.01, half: 0.05 };

/** Seeded noise images through an encoder, as many as one run takes. */
export function encoderTrial(info: ModelInfo, items: number, { half }: PreparedNetwork): ProviderTrial {
  const { width, height, channels } = info.json.image;
  // Noise around middle grey with some contrast, clipped: every value from black to white occurs.
  const pixels = Uint8ClampedArray.from(
    normalValues(items * width * height * channels, 7),
    (value) => 128 + 64 * value,
  );
  const share = half ? LATENT_TOLERANCE.half : LATENT_TOLERANCE.single;
  return {
    feeds: { [PIXELS]: new Tensor('uint8', new Uint8Array(pixels.buffer), [items, height, width, channels]) },
    items,
    output: LATENT,
    tolerance: (reference) => {
      let largest = 0;
      for (let i = 0; i < reference.length; i++) largest = Math.max(largest, Math.abs(reference[i] ?? 0));
      return share * largest;
    },
  };
}

/** Seeded z from N(0,1) through a decoder. */
export function decoderTrial(info: ModelInfo, items: number, { half }: PreparedNetwork): ProviderTrial {
  const z = normalValues(items * info.latentSize, 7);
  return {
    feeds: { [LATENT]: new Tensor('float32', z, [items, info.latentSize]) },
    items,
    output: IMAGE_BYTES,
    tolerance: () => (half ? BYTE_TOLERANCE.half : BYTE_TOLERANCE.single),
  };
}
