import { TILE_BUDGET_BYTES } from '../../protocol/collection.ts';

/**
 * How thumbnails lie in the texture array: cell i, from 1, is in layer (i − 1) / (columns · rows), row by row.
 */
export interface AtlasLayout {
  /** Cells there are: as many as asked for, or as fit the budget. */
  capacity: number;
  /** Side of a cell, pixels. */
  side: number;
  columns: number;
  rows: number;
  layers: number;
  /** Mip levels, the full one included; cells stay aligned to pixels in each, so that no neighbour bleeds in. */
  levels: number;
  bytes: number;
}

export interface AtlasLimits {
  maxTextureSize: number;
  maxLayers: number;
  budgetBytes: number;
}

/** The least that WebGL 2 promises. */
export const LEAST_LIMITS: AtlasLimits = {
  maxTextureSize: 2048,
  maxLayers: 256,
  budgetBytes: TILE_BUDGET_BYTES,
};

/** Layers of about 4 MB: many enough to waste little, few enough for every GPU. */
const LAYER_SIDE = 1024;

/**
 * Room for `count` thumbnails of tileSize² pixels, or for as many as the limits allow.
 * @throws RangeError when even one layer is too much
 */
export function atlasLayout(
  tileSize: number,
  count: number,
  limits: AtlasLimits = LEAST_LIMITS,
): AtlasLayout {
  if (!Number.isInteger(tileSize) || tileSize < 1 || tileSize > limits.maxTextureSize) {
    throw new RangeError(
      `Thumbnails: expected a tile side of 1 to ${limits.maxTextureSize} pixels, got ${tileSize}`,
    );
  }
  const tiles = Math.max(1, Math.ceil(count));
  const most = Math.max(
    1,
    Math.floor(Math.min(Math.max(LAYER_SIDE, tileSize), limits.maxTextureSize) / tileSize),
  );
  const columns = Math.min(most, tiles);
  const rows = Math.min(most, Math.ceil(tiles / columns));
  let levels = 1;
  while (levels < 4 && Number.isInteger(tileSize / 2 ** levels)) levels++;
  let layerBytes = 0;
  for (let level = 0; level < levels; level++)
    layerBytes += (columns * rows * tileSize ** 2 * 4) / 4 ** level;
  const layersMost = Math.min(limits.maxLayers, Math.floor(limits.budgetBytes / layerBytes));
  if (layersMost < 1) {
    throw new RangeError(
      `Thumbnails: a layer of ${layerBytes} bytes does not fit the budget of ${limits.budgetBytes} bytes`,
    );
  }
  const layers = Math.min(layersMost, Math.ceil(tiles / (columns * rows)));
  return {
    capacity: columns * rows * layers,
    side: tileSize,
    columns,
    rows,
    layers,
    levels,
    bytes: layerBytes * layers,
  };
}
