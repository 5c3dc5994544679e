import type { ReconstructedImage } from '../BundledSource.ts';

/** Side of the window over which differences are averaged before the largest is looked for. */
const WINDOW = 5;

/**
 * How well what the decoder leaves out points at the lesions. The difference |x − x̂| is averaged over windows of 5 × 5
 * pixels; the highest value of an image is its score, and its place the guess.
 * @returns 'lesions found': share of lesions whose guess lies inside them or within 2 pixels;
 *   'lesion AUROC': chance that an image with a lesion scores higher than a healthy one
 */
export function lesionFigures(samples: readonly ReconstructedImage[]): Record<string, number> {
  const peaks = samples.map(({ image, reconstruction }) => ({
    metadata: image.metadata,
    ill: image.label === 'lesion',
    ...highestDifference(image.pixels, reconstruction),
  }));
  const ill = peaks.filter((peak) => peak.ill);
  const healthy = peaks.filter((peak) => !peak.ill);
  const found = ill.filter(({ x, y, metadata }) => {
    const distance = Math.hypot(x - Number(metadata['lesion_x']), y - Number(metadata['lesion_y']));
    return distance <= Number(metadata['lesion_radius']) + 2;
  });
  let wins = 0;
  for (const one of ill) {
    for (const other of healthy) wins += one.value > other.value ? 1 : one.value === other.value ? 0.5 : 0;
  }
  return { 'lesions found': found.length / ill.length, 'lesion AUROC': wins / (ill.length * healthy.length) };
}

function highestDifference(x: Uint8Array, y: Uint8Array): { value: number; x: number; y: number } {
  const side = Math.sqrt(x.length);
  const reach = (WINDOW - 1) / 2;
  let best = { value: -1, x: 0, y: 0 };
  for (let row = reach; row < side - reach; row++) {
    for (let column = reach; column < side - reach; column++) {
      let sum = 0;
      for (let dy = -reach; dy <= reach; dy++) {
        for (let dx = -reach; dx <= reach; dx++) {
          const index = (row + dy) * side + column + dx;
          sum += Math.abs((x[index] ?? 0) - (y[index] ?? 0));
        }
      }
      if (sum > best.value) best = { value: sum, x: column + 0.5, y: row + 0.5 };
    }
  }
  return best;
}
