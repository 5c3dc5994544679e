import { decodeEach, type DecodingWork, type ImageDecoder } from './ImageDecoder.ts';
import { Turns } from '../store/queries/Turns.ts';
import { fitPcaAside } from './fitPcaAside.ts';

/** Directions of z that bring about the principal components of what a decoder draws. */
export interface ImageComponents {
  /** Unit vectors of D; not orthogonal in general. */
  directions: Float64Array[];
  /** Share of the images' variance along each component, 0..1, descending. */
  explainedVariance: number[];
}

/** Values of the images that are compared, at most: 64 MB as float32. */
const MOST_VALUES = 2 ** 24;
const MOST_IMAGES = 1024;

/** How many z are worth giving for images of P values. */
export const samplesThatFit = (imageSize: number): number =>
  Math.max(2, Math.min(MOST_IMAGES, Math.floor(MOST_VALUES / imageSize)));

/**
 * Directions for a generator whose z is without order: PCA of the images of many z, each component regressed back to z
 * (Härkönen, Hertzmann, Lehtinen & Paris, "GANSpace", 2020, who do so with the first layer; here with the image itself, which
 * any decoder has). With x the coordinates of the images along the components, which PCA leaves uncorrelated, the direction of
 * component i is Σ x_i (z − z̄) / Σ x_i², made a unit vector.
 * @param z [N,D], drawn from the prior or of data; N ≥ 2
 */
export async function imageComponents(
  decoder: ImageDecoder,
  z: Float32Array,
  count: number,
  work: DecodingWork = {},
): Promise<ImageComponents> {
  const { latentSize, imageSize } = decoder;
  const n = z.length / latentSize;
  const images = new Float32Array(n * imageSize);
  await decodeEach(
    decoder,
    n,
    (item, into) => into.set(z.subarray(item * latentSize, (item + 1) * latentSize)),
    (item, image) => images.set(image, item * imageSize),
    work,
  );
  const pca = await fitPcaAside(images, n, imageSize, Math.min(count, n - 1, imageSize));
  const turns = new Turns();
  const directions: Float64Array[] = [];
  for (const [i, component] of pca.components.entries()) {
    const direction = new Float64Array(latentSize);
    directions.push(direction);
    if (!(pca.explainedVariance[i]! > 0)) continue;
    // Coordinates sum to zero, so that the mean of z falls out of the sum.
    let brighter = 0;
    for (const value of component) brighter += value;
    for (let item = 0; item < n; item++) {
      const turn = turns.next();
      if (turn) await turn;
      let coordinate = 0;
      for (let p = 0, at = item * imageSize; p < imageSize; p++, at++) {
        coordinate += (images[at]! - pca.mean[p]!) * component[p]!;
      }
      const weight = brighter < 0 ? -coordinate : coordinate;
      for (let d = 0; d < latentSize; d++) direction[d]! += weight * z[item * latentSize + d]!;
    }
    makeUnit(direction);
  }
  const kept = directions.map((direction, i) => [direction, i] as const).filter(([d]) => d.some(Boolean));
  return {
    directions: kept.map(([direction]) => direction),
    explainedVariance: kept.map(([, i]) => pca.explainedVariance[i]!),
  };
}

function makeUnit(vector: Float64Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares > 0) for (let d = 0; d < vector.length; d++) vector[d]! /= Math.sqrt(squares);
}
