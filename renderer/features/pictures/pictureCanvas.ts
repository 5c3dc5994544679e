import type { RgbaImage } from '../../scene/sceneTypes.ts';

/** A canvas of a picture's size, to draw on. */
export function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) {
    throw new Error(
      `This window gives no canvas of ${width} × ${height} pixels to draw the picture on. Choose a smaller size.`,
    );
  }
  return context;
}

/** An image on a canvas of its own size. */
export function canvasOf({ width, height, rgba }: RgbaImage): OffscreenCanvas {
  const context = contextOf(width, height);
  const pixels = new ImageData(width, height);
  pixels.data.set(rgba.subarray(0, pixels.data.length));
  context.putImageData(pixels, 0, 0);
  return context.canvas;
}

/** What was drawn, as the bytes of a PNG. */
export async function pngOf(canvas: OffscreenCanvas): Promise<Blob> {
  try {
    return await canvas.convertToBlob({ type: 'image/png' });
  } catch (error) {
    throw new Error(
      `This window could not make a PNG of ${canvas.width} × ${canvas.height} pixels. Choose a smaller size.`,
      { cause: error },
    );
  }
}
