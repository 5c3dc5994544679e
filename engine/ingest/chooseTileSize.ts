import { TILE_BUDGET_BYTES, TILE_SIZES } from '../../protocol/collection.ts';

/** The largest tile with which so many images stay within the budget: 64 pixels up to 16,384 images. */
export function chooseTileSize(imageCount: number): number {
  const fits = (size: number) => imageCount * size * size * 4 <= TILE_BUDGET_BYTES;
  return TILE_SIZES.find(fits) ?? TILE_SIZES[TILE_SIZES.length - 1]!;
}
