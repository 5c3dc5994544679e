import type { Model } from '../../models/Model.ts';

/** z decoded at once, at most: bounds the memory that their images take. */
const MOST_VALUES = 2 ** 24;

/** g: z to the values of its image, for measures of how far images are from one another. */
export interface ImageSpace {
  /** D */
  latentSize: number;
  /** P, values of an image: pixels times channels. */
  size: number;
  /**
   * @param z [n,D]
   * @returns [n,P] in 0..1
   */
  draw(z: Float32Array): Promise<Float32Array>;
}

/** Images as a model's decoder draws them: grey ones have one value a pixel, others three. */
export function imageSpace(model: Model): ImageSpace {
  const { latentSize, json } = model.info;
  const { width, height, channels } = json.image;
  const size = width * height * channels;
  const atOnce = Math.max(1, Math.floor(MOST_VALUES / (width * height * 4)));
  return {
    latentSize,
    size,
    draw: async (z) => {
      const count = z.length / latentSize;
      const values = new Float32Array(count * size);
      for (let from = 0; from < count; from += atOnce) {
        const n = Math.min(atOnce, count - from);
        const rgba = await model.decode(z.subarray(from * latentSize, (from + n) * latentSize), n);
        takeChannels(rgba, channels, values.subarray(from * size, (from + n) * size));
      }
      return values;
    },
  };
}

function takeChannels(rgba: Uint8Array, channels: number, out: Float32Array): void {
  for (let from = 0, to = 0; to < out.length; from += 4, to += channels) {
    for (let channel = 0; channel < channels; channel++) out[to + channel] = rgba[from + channel]! / 255;
  }
}

/** Root mean square difference of two images of P values. */
export function imageDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum / a.length);
}

/**
 * How far each point of a line is from the next one in image space.
 * @param z [n,D]
 * @param told how many of the n are drawn; may throw to give up
 * @returns [n−1]
 */
export async function imageSteps(
  { latentSize, size, draw }: ImageSpace,
  z: Float32Array,
  told: (done: number) => Promise<void> = async () => {},
): Promise<Float64Array> {
  const count = z.length / latentSize;
  const steps = new Float64Array(Math.max(0, count - 1));
  const atOnce = Math.max(1, Math.min(64, Math.floor(MOST_VALUES / size)));
  let before: Float32Array | null = null;
  for (let from = 0; from < count; from += atOnce) {
    const n = Math.min(atOnce, count - from);
    const images = await draw(z.subarray(from * latentSize, (from + n) * latentSize));
    for (let i = 0; i < n; i++) {
      const image = images.subarray(i * size, (i + 1) * size);
      if (before) steps[from + i - 1] = imageDistance(before, image);
      before = image;
    }
    await told(from + n);
  }
  return steps;
}
