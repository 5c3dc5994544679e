import type { ImageDecoder } from '../ImageDecoder.ts';

/**
 * A decoder that is one matrix: x̂ = 127.5 + 255 · A·z in grey levels, rounded and clipped to bytes as a real one's.
 * @param matrix [P,D], rows of D
 * @param batch small, so that batches matter
 */
export function linearDecoder(matrix: ArrayLike<number>, latentSize: number, batch = 7): ImageDecoder {
  const imageSize = matrix.length / latentSize;
  return {
    latentSize,
    imageSize,
    batch,
    decode: async (z, count) => {
      const images = new Uint8Array(count * imageSize);
      for (let i = 0; i < images.length; i++) {
        const [row, p] = [Math.floor(i / imageSize), i % imageSize];
        let value = 0.5;
        for (let d = 0; d < latentSize; d++) value += matrix[p * latentSize + d]! * z[row * latentSize + d]!;
        images[i] = Math.round(255 * Math.min(1, Math.max(0, value)));
      }
      return images;
    },
  };
}
