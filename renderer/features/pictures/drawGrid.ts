import { TEXT_FONT } from './drawLegend.ts';
import { enlarged, gridLayout, type GridLayout } from './gridLayout.ts';
import { clip } from './legendLayout.ts';
import { canvasOf, contextOf } from './pictureCanvas.ts';
import { resampleImage, type Filter } from './resampleImage.ts';
import type { NamedImage } from './namedImages.ts';
import type { PictureSize } from './pictureSize.ts';

const NAME_PX = 12;
/** Of an image so wide, names have their usual size. */
const NAME_AT_PX = 128;
const NAME_ROOM = 1.75;

/** How images become one picture. */
export interface GridLook {
  /** The longer side of each image, pixels. */
  readonly longestPx: number;
  readonly filter: Filter;
  readonly columns: number;
  readonly gapPx: number;
  readonly hasNames: boolean;
  /** CSS colours; null for a transparent picture. */
  readonly background: string | null;
  readonly text: string;
}

/** Letters grow with the images they stand under. */
const nameScale = (width: number): number => Math.max(1, width / NAME_AT_PX);

/** @param image of the size that all have */
export function layoutOf(image: PictureSize, count: number, look: GridLook): GridLayout {
  const cell = enlarged(image, look.longestPx);
  const nameHeight = look.hasNames ? Math.ceil(NAME_PX * NAME_ROOM * nameScale(cell.width)) : 0;
  return gridLayout({ count, cell, columns: look.columns, gap: look.gapPx, nameHeight });
}

/** @param images all of one size */
export function drawGrid(images: readonly NamedImage[], look: GridLook): OffscreenCanvas {
  const [first] = images;
  if (!first) throw new Error('There are no images to draw. Select some first.');
  const { size, cells } = layoutOf(first, images.length, look);
  const context = contextOf(size.width, size.height);
  if (look.background !== null) {
    context.fillStyle = look.background;
    context.fillRect(0, 0, size.width, size.height);
  }
  images.forEach((image, at) => {
    const cell = cells[at];
    if (!cell) return;
    const { width, height } = cell;
    const rgba = resampleImage(image, width, height, look.filter);
    context.drawImage(canvasOf({ width, height, rgba }), cell.x, cell.y);
    if (!look.hasNames) return;
    const scale = nameScale(cell.width);
    context.save();
    context.translate(cell.x, cell.y + cell.height);
    context.scale(scale, scale);
    context.font = TEXT_FONT;
    context.textBaseline = 'middle';
    context.fillStyle = look.text;
    const words = clip(image.name, cell.width / scale, (each) => context.measureText(each).width);
    context.fillText(words, 0, (NAME_PX * NAME_ROOM) / 2 + 1);
    context.restore();
  });
  return context.canvas;
}
