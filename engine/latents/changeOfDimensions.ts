import { decodeEach, type DecodingWork, type ImageDecoder } from './ImageDecoder.ts';

/**
 * How much the image changes with each dimension of z: mean |x̂(z ± σ·e) − x̂(z)| over values, both directions and the given
 * z, values in 0..1.
 * @param starts [N,D]
 * @param deviations σ of each of the D dimensions
 * @param dimensions those to measure
 * @returns one for each of `dimensions`
 */
export async function changeOfDimensions(
  decoder: ImageDecoder,
  starts: Float32Array,
  deviations: ArrayLike<number>,
  dimensions: readonly number[],
  work: DecodingWork = {},
): Promise<Float64Array> {
  const { latentSize, imageSize } = decoder;
  const count = starts.length / latentSize;
  // Of each start: itself, then two for each dimension.
  const perStart = 1 + 2 * dimensions.length;
  const sums = new Float64Array(dimensions.length);
  const base = new Uint8Array(imageSize);
  await decodeEach(
    decoder,
    count * perStart,
    (item, z) => {
      const start = Math.floor(item / perStart);
      const step = (item % perStart) - 1;
      z.set(starts.subarray(start * latentSize, (start + 1) * latentSize));
      if (step < 0) return;
      const dimension = dimensions[step >> 1]!;
      z[dimension]! += step % 2 === 0 ? deviations[dimension]! : -deviations[dimension]!;
    },
    (item, image) => {
      const step = (item % perStart) - 1;
      if (step < 0) base.set(image);
      else sums[step >> 1]! += sumOfDifferences(image, base);
    },
    work,
  );
  return sums.map((sum) => sum / (2 * count * imageSize * 255));
}

function sumOfDifferences(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum;
}
