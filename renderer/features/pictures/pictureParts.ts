import type { Area } from '../../scene/sceneTypes.ts';
import type { PictureSize } from './pictureSize.ts';

/** A picture cut into parts of about the same size, none with a side longer than `mostPx`: row by row, without overlap. */
export function pictureParts({ width, height }: PictureSize, mostPx: number): Area[] {
  const columns = cuts(width, mostPx);
  return cuts(height, mostPx).flatMap(([y, bottom]) =>
    columns.map(([x, right]) => ({ x, y, width: right - x, height: bottom - y })),
  );
}

function cuts(length: number, most: number): [from: number, to: number][] {
  const count = Math.ceil(length / most);
  const place = (cut: number): number => Math.round((cut * length) / count);
  return Array.from({ length: count }, (_, cut) => [place(cut), place(cut + 1)]);
}
