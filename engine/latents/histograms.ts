import { HISTOGRAM_BINS, type LatentHistograms } from '../../protocol/collection.ts';

/**
 * Per latent dimension: range, mean, standard deviation (of the population), and counts in HISTOGRAM_BINS equal bins
 * over [min, max], the last of which includes max. Where all values are equal they are all in the first bin.
 * @param latents [N,D] float32, N ≥ 1
 */
export function latentHistograms(latents: Float32Array, n: number, d: number): LatentHistograms {
  const min = new Array<number>(d).fill(Infinity);
  const max = new Array<number>(d).fill(-Infinity);
  const mean = new Array<number>(d).fill(0);
  const std = new Array<number>(d).fill(0);
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < d; j++, at++) {
      const value = latents[at]!;
      if (value < min[j]!) min[j] = value;
      if (value > max[j]!) max[j] = value;
      mean[j]! += value / n;
    }
  }
  const counts = Array.from({ length: d }, () => new Array<number>(HISTOGRAM_BINS).fill(0));
  const binsPerUnit = max.map((top, j) => (top > min[j]! ? HISTOGRAM_BINS / (top - min[j]!) : 0));
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < d; j++, at++) {
      const value = latents[at]!;
      std[j]! += (value - mean[j]!) ** 2 / n;
      const bin = Math.min(HISTOGRAM_BINS - 1, Math.floor((value - min[j]!) * binsPerUnit[j]!));
      counts[j]![bin]! += 1;
    }
  }
  return { min, max, mean, std: std.map(Math.sqrt), counts };
}
