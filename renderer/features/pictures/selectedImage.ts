import { ORIGINAL_PATH } from '../../../protocol/wire.ts';
import { fetchOfCollection } from '../../connection/fetchOfCollection.ts';
import { imageOfPoint, imagesOfRow, needsDrawnPoint, type Around } from './namedImages.ts';
import { canvasOf, contextOf } from './pictureCanvas.ts';

/** Why there is no image to copy; null where there is one. */
export function whyNoImage(page: Around): string | null {
  const { points, workspace } = page;
  const { selected } = points;
  if (!selected) return 'Nothing is selected. Click a point, or press ].';
  if (selected.kind === 'probe') return needsDrawnPoint(page);
  return workspace.collection?.state === 'sampled'
    ? 'This point is a draw from the prior: there is no image behind it. Drag it, and copy what the decoder draws.'
    : null;
}

/**
 * What is selected, pixel by pixel: of a decoded point what the decoder drew, of an image what the model sees of it. Through
 * a model that has no encoder or no decoder nothing is seen: then the image itself.
 */
export async function selectedImage(page: Around): Promise<{ name: string; canvas: OffscreenCanvas }> {
  const { points, workspace } = page;
  const { selected, selectedPoint } = points;
  if (selectedPoint) {
    const image = imageOfPoint(selectedPoint);
    return { name: image.name, canvas: canvasOf(image) };
  }
  const { signal } = new AbortController();
  const id = workspace.collection?.id;
  if (selected?.kind !== 'image' || id === undefined) throw new Error('Nothing is selected. Click a point.');
  const { model } = workspace;
  if (model?.hasEncoder && model.hasDecoder) {
    const { image } = await imagesOfRow(page, selected.index, signal);
    return { name: image.name, canvas: canvasOf(image) };
  }
  const { name } = await page.details.get(selected.index);
  const response = await fetchOfCollection(ORIGINAL_PATH, id, { index: selected.index });
  const bitmap = await createImageBitmap(await response.blob());
  const context = contextOf(bitmap.width, bitmap.height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { name, canvas: context.canvas };
}
