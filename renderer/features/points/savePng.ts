import { offerDownload, safeFileName } from '../../ui/offerDownload.ts';
import type { DecodedPoint } from '../../document/DecodedPoint.ts';

/** Offers what the decoder drew for a point as a PNG of the model's own size. */
export async function savePointPng({ name, image }: DecodedPoint): Promise<void> {
  if (!image) return;
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This window gives no 2D canvas to write the PNG with.');
  context.putImageData(new ImageData(image.rgba, image.width, image.height), 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  offerDownload(blob, `${safeFileName(name, 'point')}.png`);
}
