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
  const { rgba, width, height } = await fetchPictures(collectionId, z, mostPx, signal);
  const canvas = document.createElement('canvas');
  canvas.width = side * width;
  canvas.height = side * height;
  const context = canvas.getContext('2d');
  const bytes = width * height * 4;
  for (let i = 0; i < side * side; i++) {
    const image = new ImageData(rgba.subarray(i * bytes, (i + 1) * bytes), width, height);
    context?.putImageData(image, (i % side) * width, Math.floor(i / side) * height);
  }
  return { ...block, canvas };
}
