import { spreadRows } from './spreadRows.ts';
import type { RowTiles } from '../../rows/RowTiles.ts';

const ROWS = 64;

/** Whether images of the collection are dark on the whole: a drawing is light on dark then, as they are. */
export async function isDarkGround(tiles: Pick<RowTiles, 'get'>, count: number): Promise<boolean> {
  const brightness = await Promise.all(spreadRows(count, ROWS).map(async (row) => meanLuma(await tiles.get(row)))); // prettier-ignore
  const known = brightness.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) < 128 * Math.max(1, known.length);
}

/** Mean luma of what is opaque, 0..255, by ITU-R BT.601; NaN where nothing is. @param rgba [H,W,4] uint8 */
export function meanLuma(rgba: ArrayLike<number>): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at + 3] !== 255) continue;
    sum += (299 * rgba[at]! + 587 * rgba[at + 1]! + 114 * rgba[at + 2]!) / 1000;
    count++;
  }
  return sum / count;
}
