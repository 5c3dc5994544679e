import type { DecodedPoint } from '../../document/DecodedPoint.ts';

/** Offers what the decoder drew for a point as a PNG of the model's own size. */
export async function savePointPng({ name, image }: DecodedPoint): Promise<void> {
  if (!image) return;
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This window gives no 2D canvas to write the PNG with.');
  context.putImageData(new ImageData(image.rgba, image.width, image.height), 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${safeFileName(name)}.png`;
  link.click();
  // The download has taken hold of the blob once the click's task is over.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A name any file system takes. */
export function safeFileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._ -]+/gu, '_').replace(/^[. ]+|[. ]+$/g, '') || 'point';
}
