import { symmetricEigen } from '../../latents/symmetricEigen.ts';

/** Every fifth image is measured on, the others are fitted to. */
const HELD_OUT_EVERY = 5;
const FEWEST_IMAGES = 10;
/** Directions with less than this share of the first one's variance are rounding. */
const SMALLEST_VARIANCE = 1e-6;

/**
 * What PCA of these images keeps of others like them: entry k − 1 is the share of the variance about the mean that k
 * components keep. The components are those of four fifths of the images and are measured on the rest, as in-sample
 * shares of a few hundred images promise far too much. From inner products alone: with K = U·Λ·Uᵀ of the centred images
 * fitted to, the coordinates of an image whose products with them are k are Λ^−½·Uᵀ·k (Schölkopf, Smola & Müller 1998).
 * @param gram [N,N] inner products of the images about any common origin
 * @returns as many entries as there are components; none for fewer than 10 images or images that are all alike
 */
export function keptShares(gram: Float32Array, count: number): number[] {
  if (count < FEWEST_IMAGES) return [];
  const fitted: number[] = [];
  const measured: number[] = [];
  for (let row = 0; row < count; row++) {
    (row % HELD_OUT_EVERY === HELD_OUT_EVERY >> 1 ? measured : fitted).push(row);
  }
  const n = fitted.length;
  const product = (a: number, b: number) => gram[a * count + b]!;
  // About the mean of the images fitted to: ⟨a − m, b − m⟩ = ⟨a, b⟩ − ⟨a, m⟩ − ⟨b, m⟩ + ⟨m, m⟩.
  const withMean = (a: number) => fitted.reduce((sum, b) => sum + product(a, b), 0) / n;
  const fittedMeans = fitted.map(withMean);
  const meanSquare = fittedMeans.reduce((sum, value) => sum + value, 0) / n;
  const kernel = new Float64Array(n * n);
  fitted.forEach((a, i) =>
    fitted.forEach((b, j) => {
      kernel[i * n + j] = product(a, b) - fittedMeans[i]! - fittedMeans[j]! + meanSquare;
    }),
  );
  const { values, vectors } = symmetricEigen(kernel, n);
  const components = values.findIndex((value) => !(value > SMALLEST_VARIANCE * values[0]!));
  const kept = new Array<number>(components < 0 ? n : components).fill(0);
  let total = 0;
  for (const row of measured) {
    const mean = withMean(row);
    total += product(row, row) - 2 * mean + meanSquare;
    const products = fitted.map((b, j) => product(row, b) - mean - fittedMeans[j]! + meanSquare);
    for (let k = 0; k < kept.length; k++) {
      let dot = 0;
      for (let j = 0; j < n; j++) dot += vectors[k * n + j]! * products[j]!;
      kept[k]! += dot ** 2 / values[k]!;
    }
  }
  if (!(total > 0)) return [];
  let sum = 0;
  return kept.map((value) => Math.min(1, (sum += value) / total));
}
