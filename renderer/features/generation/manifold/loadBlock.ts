import { fetchPictures } from '../../../connection/fetchPictures.ts';
import { latentAt, type Plane } from './plane.ts';
import { placesOf, type Block } from './tiles.ts';
import type { DrawnBlock } from './BlockLoader.ts';

/**
 * Decodes a block's images in one batch and draws them side by side.
 * @param side images along the block's side
 * @param mostPx longest side of one image
 */
export async function loadBlock(
  collectionId: string,
  plane: Plane,
  block: Block,
  { side, mostPx }: { side: number; mostPx: number },
  signal: AbortSignal,
): Promise<DrawnBlock> {
  const d = plane.centre.length;
  const z = new Float32Array(side * side * d);
  placesOf(block, side).forEach(([u, v], i) => latentAt(plane, u, v, z.subarray(i * d, (i + 1) * d)));
  const { rgba, width, height } = await fetchPictures(collectionId, z, d, mostPx, signal);
  const canvas = document.createElement('canvas');
  canvas.width = side * width;
  canvas.height = side * height;
  const context = canvas.getContext('2d');
  context?.putImageData(new ImageData(sideBySide(rgba, side, width, height), canvas.width), 0, 0);
  return { ...block, canvas };
}

/**
 * One picture of side × side images, row by row: put at once, since each putting waits for what was drawn before.
 * @param rgba [side²,H,W,4]
 * @returns [side·H,side·W,4]
 */
export function sideBySide(
  rgba: Uint8ClampedArray<ArrayBuffer>,
  side: number,
  width: number,
  height: number,
): Uint8ClampedArray<ArrayBuffer> {
  const whole = new Uint8ClampedArray(rgba.length);
  const line = width * 4;
  for (let i = 0, from = 0; i < side * side; i++) {
    const column = i % side;
    const top = Math.floor(i / side) * height;
    for (let y = 0; y < height; y++, from += line) {
      whole.set(rgba.subarray(from, from + line), ((top + y) * side + column) * line);
    }
  }
  return whole;
}
