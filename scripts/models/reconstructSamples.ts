import type { Model } from '../../engine/models/Model.ts';
import type { DrawnImage, ReconstructedImage } from './BundledSource.ts';

/** Encodes images and decodes their z again, all through the model as the app runs it. */
export async function reconstructSamples(
  model: Model,
  images: readonly DrawnImage[],
): Promise<{ reconstructed: ReconstructedImage[]; z: Float32Array }> {
  const pixelsPerImage = images[0]?.pixels.length ?? 0;
  const pixels = new Uint8Array(images.length * pixelsPerImage);
  images.forEach((image, i) => pixels.set(image.pixels, i * pixelsPerImage));
  const z = await model.encode(pixels, images.length);
  const rgba = await model.decode(z, images.length);
  const reconstructed = images.map((image, i) => ({
    image,
    reconstruction: greyOf(rgba.subarray(4 * i * pixelsPerImage, 4 * (i + 1) * pixelsPerImage)),
  }));
  return { reconstructed, z };
}

/** The first channel of [N] RGBA pixels. */
export function greyOf(rgba: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: rgba.length / 4 }, (_, i) => rgba[4 * i] ?? 0);
}
