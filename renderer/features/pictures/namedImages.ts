import { countOfRanges, rowsOfRanges } from '../../../protocol/rowRanges.ts';
import { needsDecodedPoint } from '../../commands/guards.ts';
import { fetchReconstruction } from '../../connection/fetchReconstruction.ts';
import { sameLatent, type DecodedPoint } from '../../document/DecodedPoint.ts';
import type { Page } from '../../page/Page.svelte.ts';
import type { RgbaImage } from '../../scene/sceneTypes.ts';

/** An image with what it is called, at the model's own size. */
export interface NamedImage extends RgbaImage {
  readonly name: string;
}

export type Around = Pick<Page, 'details' | 'document' | 'points' | 'workspace'>;

/** What pictures can be made of: decoded points, or selected images through the model. */
export const SOURCES = ['point', 'points', 'reconstructions', 'images'] as const;
export type Source = (typeof SOURCES)[number];

/** More than this nobody looks at in one picture. */
export const IMAGES_MOST = 400;
/** Asked of the engine at once. */
const ASKED_MOST = 4;

const NOT_DRAWN = 'The decoder has not drawn it yet.';

/** How many images a source has now; 0 where it is none. */
export function countOf({ document, points, workspace }: Around, source: Source): number {
  if (source === 'point') return points.selectedPoint?.image ? 1 : 0;
  if (source === 'points') return points.shown.length;
  const { model, collection } = workspace;
  const isReconstructed = model?.hasEncoder && model.hasDecoder && collection?.state !== 'sampled';
  return isReconstructed ? countOfRanges(document.selection.rows) : 0;
}

/** Why there is nothing to make pictures of; null where there is. */
export const whyNoSource = (page: Around): string | null =>
  SOURCES.some((source) => countOf(page, source) > 0)
    ? null
    : 'There is nothing to save: drag an image to make a decoded point, or select images that a model with encoder and decoder can reconstruct.';

/** Why the selected point has no picture now; null where it has. */
export const needsDrawnPoint = (page: Pick<Page, 'points'>): string | null =>
  needsDecodedPoint(page) ?? (page.points.selectedPoint?.image ? null : NOT_DRAWN);

/** What the decoder drew at a point. @throws where that is of a z that the point has left */
export function imageOfPoint({ name, z, image }: DecodedPoint): NamedImage {
  if (!image || !sameLatent(image.z, z))
    throw new Error(`"${name}": ${NOT_DRAWN} Try once more in a moment.`);
  return { name, width: image.width, height: image.height, rgba: image.rgba };
}

/** An image of the collection as the model sees it, and what the model makes of it. */
export async function imagesOfRow(
  { details, workspace }: Pick<Around, 'details' | 'workspace'>,
  row: number,
  signal: AbortSignal,
): Promise<{ image: NamedImage; reconstruction: NamedImage }> {
  const id = workspace.collection?.id;
  if (id === undefined) throw new Error('No collection is open any more. Open one first.');
  const [{ name }, { width, height, original, reconstruction }] = await Promise.all([
    details.get(row),
    fetchReconstruction(id, row, signal),
  ]);
  return {
    image: { name, width, height, rgba: original },
    reconstruction: { name, width, height, rgba: reconstruction },
  };
}

/**
 * The first IMAGES_MOST images of a source, in order.
 * @param told how many have come, of how many
 */
export async function loadImages(
  page: Around,
  source: Source,
  signal: AbortSignal,
  told: (come: number, of: number) => void,
): Promise<NamedImage[]> {
  const { points, document } = page;
  if (source === 'point') return points.selectedPoint ? [imageOfPoint(points.selectedPoint)] : [];
  if (source === 'points') return points.shown.slice(0, IMAGES_MOST).map(imageOfPoint);
  const rows = [...rowsOfRanges(document.selection.rows).subarray(0, IMAGES_MOST)];
  const loaded: NamedImage[] = [];
  for (let from = 0; from < rows.length; from += ASKED_MOST) {
    const asked = rows.slice(from, from + ASKED_MOST).map((row) => imagesOfRow(page, row, signal));
    for (const { image, reconstruction } of await Promise.all(asked)) {
      loaded.push(source === 'images' ? image : reconstruction);
    }
    signal.throwIfAborted();
    told(loaded.length, rows.length);
  }
  return loaded;
}
