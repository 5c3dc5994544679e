import type { Dataset } from '../data/loadDataset.ts';

/** Some rows of a data set as networks take them: [n,C,H,W] float32 in 0..1. */
export function planesOf({ pixels, width, height, channels }: Dataset, rows: Uint32Array): Float32Array {
  const pixelCount = width * height;
  const planes = new Float32Array(rows.length * pixelCount * channels);
  rows.forEach((row, n) => {
    const from = row * pixelCount * channels;
    for (let pixel = 0; pixel < pixelCount; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        planes[(n * channels + channel) * pixelCount + pixel] =
          pixels[from + pixel * channels + channel]! / 255;
      }
    }
  });
  return planes;
}

/** One image [C,H,W] float32 in 0..1 as [H,W,C] uint8. */
export function bytesOfPlanes(planes: Float32Array, channels: number): Uint8Array {
  const pixelCount = planes.length / channels;
  const bytes = new Uint8Array(planes.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let pixel = 0; pixel < pixelCount; pixel++) {
      const value = planes[channel * pixelCount + pixel]!;
      bytes[pixel * channels + channel] = Math.round(Math.min(1, Math.max(0, value)) * 255);
    }
  }
  return bytes;
}
