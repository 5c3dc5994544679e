import { Tensor } from 'onnxruntime-node';
import { imageQuality } from '../analysis/quality.ts';
import { createSession } from '../inference/createSession.ts';
import type { Dataset } from './data/loadDataset.ts';

/** How well images survive the way through z. */
export interface ModelError {
  /** Mean over pixels and channels of (x − x̂)², x in 0..1. */
  mse: number;
  /** Mean over images of the sum over pixels and channels. */
  sse: number;
  /** Of the mse, in dB. */
  psnr: number;
  /** Mean over up to 500 of the images. */
  ssim: number;
}

const IMAGES_PER_RUN = 64;
const LARGEST_SSIM_SAMPLE = 500;

/**
 * Measures the two graphs as they will be used: through sessions of their own, not through the training's.
 * @param networks the exported graphs
 * @param rows of the data set; at least one
 */
export async function measureModel(
  networks: { encoder: Uint8Array; decoder: Uint8Array },
  dataset: Dataset,
  rows: Uint32Array,
): Promise<ModelError> {
  const { pixels, width, height, channels } = dataset;
  const size = width * height * channels;
  const encoder = await createSession(networks.encoder, { provider: 'cpu' });
  const decoder = await createSession(networks.decoder, { provider: 'cpu' });
  let squares = 0;
  let ssim = 0;
  const ssimCount = Math.min(rows.length, LARGEST_SSIM_SAMPLE);
  try {
    for (let from = 0; from < rows.length; from += IMAGES_PER_RUN) {
      const chunk = rows.subarray(from, from + IMAGES_PER_RUN);
      const images = [...chunk].map((row) => pixels.subarray(row * size, (row + 1) * size));
      const x = toPlanes(images, width * height, channels);
      const latent = encoder.outputNames[0]!;
      const z = (await encoder.run({ x: new Tensor('float32', x, [chunk.length, channels, height, width]) }))[
        latent
      ]!;
      const xHat = (await decoder.run({ z }))['x_hat']!.data as Float32Array;
      for (let i = 0; i < x.length; i++) squares += (x[i]! - xHat[i]!) ** 2;
      images.slice(0, Math.max(0, ssimCount - from)).forEach((image, i) => {
        const decoded = toBytes(xHat.subarray(i * size, (i + 1) * size), width * height, channels);
        ssim += imageQuality(image, decoded, width, height, channels).ssim;
      });
    }
  } finally {
    await encoder.release();
    await decoder.release();
  }
  const sse = squares / rows.length;
  const mse = sse / size;
  return { mse, sse, psnr: -10 * Math.log10(mse), ssim: ssim / ssimCount };
}

/** [n][H,W,C] uint8 to [n,C,H,W] float32 in 0..1. */
function toPlanes(images: readonly Uint8Array[], pixelCount: number, channels: number): Float32Array {
  const planes = new Float32Array(images.length * pixelCount * channels);
  images.forEach((image, n) => {
    for (let pixel = 0; pixel < pixelCount; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        planes[(n * channels + channel) * pixelCount + pixel] = image[pixel * channels + channel]! / 255;
      }
    }
  });
  return planes;
}

/** [C,H,W] float32 in 0..1 to [H,W,C] uint8. */
function toBytes(planes: Float32Array, pixelCount: number, channels: number): Uint8Array {
  const bytes = new Uint8Array(pixelCount * channels);
  for (let channel = 0; channel < channels; channel++) {
    for (let pixel = 0; pixel < pixelCount; pixel++) {
      bytes[pixel * channels + channel] = Math.round(planes[channel * pixelCount + pixel]! * 255);
    }
  }
  return bytes;
}
