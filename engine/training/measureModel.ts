import type { ModelError } from '../../protocol/training.ts';
import { gradientError } from '../analysis/gradientError.ts';
import { imageQuality } from '../analysis/quality.ts';
import type { Dataset } from './data/loadDataset.ts';
import type { Judge } from './judgeOf.ts';
import { LossMeter } from './quality/LossMeter.ts';
import { bytesOfPlanes, planesOf } from './quality/planes.ts';
import { squaredError } from './quality/squaredError.ts';
import { TrainedNetworks } from './quality/TrainedNetworks.ts';

const IMAGES_AT_ONCE = 64;
const LARGEST_SSIM_SAMPLE = 500;

/**
 * Measures the networks as they will be used: through sessions of their own, not through the training's.
 * @param graphs the exported ones
 * @param rows of the data set; at least one
 * @param judge what decides between models
 */
export async function measureModel(
  graphs: { encoder: Uint8Array; decoder: Uint8Array },
  dataset: Dataset,
  rows: Uint32Array,
  judge: Judge,
): Promise<ModelError> {
  const { pixels, width, height, channels } = dataset;
  const size = width * height * channels;
  let squares = 0;
  let ssim = 0;
  let gradients = 0;
  let losses = 0;
  const ssimCount = Math.min(rows.length, LARGEST_SSIM_SAMPLE);
  const meter = judge === 'sse' ? null : await LossMeter.open(judge, dataset);
  const networks = await TrainedNetworks.open(graphs, dataset);
  try {
    for (let from = 0; from < rows.length; from += IMAGES_AT_ONCE) {
      const chunk = rows.subarray(from, from + IMAGES_AT_ONCE);
      const x = planesOf(dataset, chunk);
      const z = await networks.encode(x);
      const xHat = await networks.decode(z, z.length / chunk.length);
      squares += squaredError(x, xHat);
      if (meter) losses += (await meter.measure(x, xHat)) * chunk.length;
      chunk.subarray(0, Math.max(0, ssimCount - from)).forEach((row, i) => {
        const decoded = bytesOfPlanes(xHat.subarray(i * size, (i + 1) * size), channels);
        const image = pixels.subarray(row * size, (row + 1) * size);
        ssim += imageQuality(image, decoded, width, height, channels).ssim;
        gradients += gradientError(image, decoded, width, height, channels);
      });
    }
  } finally {
    await networks.release();
    await meter?.release();
  }
  const sse = squares / rows.length;
  const mse = sse / size;
  return {
    mse,
    sse,
    psnr: -10 * Math.log10(mse),
    ssim: ssim / ssimCount,
    gradientError: gradients / ssimCount,
    ...(meter && { loss: losses / rows.length }),
  };
}
