import type { Area } from '../../scene/sceneTypes.ts';
import type { PictureSize } from './pictureSize.ts';

export interface GridOptions {
  readonly count: number;
  /** Of one image, pixels. */
  readonly cell: PictureSize;
  /** As many as there are images makes a strip. */
  readonly columns: number;
  /** Between images and around them, pixels. */
  readonly gap: number;
  /** Room for a name under each image, pixels; 0 for none. */
  readonly nameHeight: number;
}

export interface GridLayout {
  readonly size: PictureSize;
  /** Where each image lies, row by row. Its name is in the nameHeight below. */
  readonly cells: readonly Area[];
}

/** Where images lie in a strip or a grid. A single one without a name is the picture, without a gap around it. */
export function gridLayout({ count, cell, columns, gap, nameHeight }: GridOptions): GridLayout {
  const across = Math.max(1, Math.min(columns, count));
  const down = Math.ceil(count / across);
  const margin = count > 1 || nameHeight > 0 ? gap : 0;
  const stepX = cell.width + gap;
  const stepY = cell.height + nameHeight + gap;
  return {
    size: {
      width: across * stepX - gap + 2 * margin,
      height: down * stepY - gap + 2 * margin,
    },
    cells: Array.from({ length: count }, (_, at) => ({
      x: margin + (at % across) * stepX,
      y: margin + Math.floor(at / across) * stepY,
      ...cell,
    })),
  };
}

/** Few stand side by side, many in about a square. */
export const usualColumns = (count: number): number =>
  count <= 6 ? Math.max(1, count) : Math.ceil(Math.sqrt(count));

/** An image of this shape whose longer side is so long. */
export function enlarged({ width, height }: PictureSize, longestPx: number): PictureSize {
  const scale = longestPx / Math.max(width, height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
