import { TEXT_FONT } from './drawLegend.ts';
import { enlarged, gridLayout, type GridLayout } from './gridLayout.ts';
import { clip } from './legendLayout.ts';
import { canvasOf, contextOf } from './pictureCanvas.ts';
import { resampleImage, type Filter } from '../../../protocol/resampleImage.ts';
import type { Area } from '../../scene/sceneTypes.ts';
import type { NamedImage } from './namedImages.ts';
import type { PictureSize } from './pictureSize.ts';

/** Names are this high under images so wide, and grow with them. */
const NAME = { px: 12, underPx: 128 } as const;
/** Height of a line, in heights of its letters. */
const LINE = 1.75;
/** The page is left to itself this often. */
const TURN_MS = 40;

/** How images become one picture. */
export interface GridLook {
  /** The longer side of each image, pixels. */
  readonly longestPx: number;
  readonly filter: Filter;
  readonly columns: number;
  readonly gapPx: number;
  /** Height of the names' letters, pixels; 0 for no names. */
  readonly namePx: number;
  /** CSS colours; null for a transparent picture. */
  readonly background: string | null;
  readonly text: string;
}

/** Height of names under images whose longer side is so long. */
export const namePxUnder = (longestPx: number): number => NAME.px * Math.max(1, longestPx / NAME.underPx);

/** The same look for a picture of another size. */
export const scaledLook = (look: GridLook, scale: number): GridLook => ({
  ...look,
  longestPx: Math.max(1, Math.round(look.longestPx * scale)),
  gapPx: Math.round(look.gapPx * scale),
  namePx: look.namePx * scale,
});

/** @param image of the size that all have */
export function layoutOf(image: PictureSize, count: number, look: GridLook): GridLayout {
  const cell = enlarged(image, look.longestPx);
  const nameHeight = Math.ceil(look.namePx * LINE);
  return gridLayout({ count, cell, columns: look.columns, gap: look.gapPx, nameHeight });
}

/**
 * Draws them, and leaves the page its turns meanwhile.
 * @param images all of one size
 * @param told the share that is done, 0..1
 */
export async function drawGrid(
  images: readonly NamedImage[],
  look: GridLook,
  signal: AbortSignal,
  told: (share: number) => void = () => {},
): Promise<OffscreenCanvas> {
  const [first] = images;
  if (!first) throw new Error('There are no images to draw. Select some first.');
  const { size, cells } = layoutOf(first, images.length, look);
  const context = contextOf(size.width, size.height);
  if (look.background !== null) {
    context.fillStyle = look.background;
    context.fillRect(0, 0, size.width, size.height);
  }
  let turnMs = performance.now();
  for (const [at, cell] of cells.entries()) {
    const image = images[at] ?? first;
    const { width, height } = cell;
    const rgba = resampleImage(image, width, height, look.filter);
    context.drawImage(canvasOf({ width, height, rgba }), cell.x, cell.y);
    if (look.namePx > 0) drawName(context, image.name, cell, look);
    if (performance.now() - turnMs > TURN_MS) {
      told((at + 1) / cells.length);
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      turnMs = performance.now();
    }
  }
  told(1);
  return context.canvas;
}

function drawName(
  context: OffscreenCanvasRenderingContext2D,
  name: string,
  { x, y, width, height }: Area,
  { namePx, text }: GridLook,
): void {
  const scale = namePx / NAME.px;
  context.save();
  context.translate(x, y + height);
  context.scale(scale, scale);
  context.font = TEXT_FONT;
  context.textBaseline = 'middle';
  context.fillStyle = text;
  const words = clip(name, width / scale, (each) => context.measureText(each).width);
  context.fillText(words, 0, (NAME.px * LINE) / 2 + 1);
  context.restore();
}
