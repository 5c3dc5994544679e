import { TILE_BUDGET_BYTES } from '../../protocol/collection.ts';

/**
 * Where thumbnails lie in the texture array: tile i is in layer i / tilesPerLayer, row by row. `side` is the tile's side
 * in the texture, which is smaller than the tile given when the whole would not fit the memory budget.
 */
export interface AtlasLayout {
  /** Tiles that fit. */
  capacity: number;
  /** The tile given is halved this often before it is stored. */
  halvings: number;
  /** Side of a stored tile, pixels. */
  side: number;
  columns: number;
  rows: number;
  layers: number;
  /** Mip levels, the full one included; tiles stay aligned to pixels in each, so that no neighbour bleeds in. */
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

/** @throws RangeError when even tiles of one pixel do not fit. */
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
  for (let halvings = 0; ; halvings++) {
    const side = tileSize / 2 ** halvings;
    if (!Number.isInteger(side)) break;
    const layout = layoutAt(side, halvings, tiles, limits);
    if (layout.layers <= limits.maxLayers && layout.bytes <= limits.budgetBytes) return layout;
  }
  throw new RangeError(
    `Thumbnails: ${tiles} tiles of ${tileSize} pixels do not fit ${limits.budgetBytes} bytes in ${limits.maxLayers} layers`,
  );
}

function layoutAt(side: number, halvings: number, tiles: number, limits: AtlasLimits): AtlasLayout {
  const most = Math.max(1, Math.floor(Math.min(Math.max(LAYER_SIDE, side), limits.maxTextureSize) / side));
  const columns = Math.min(most, tiles);
  const rows = Math.min(most, Math.ceil(tiles / columns));
  const layers = Math.ceil(tiles / (columns * rows));
  let levels = 1;
  while (levels < 4 && Number.isInteger(side / 2 ** levels)) levels++;
  let bytes = 0;
  for (let level = 0; level < levels; level++)
    bytes += (columns * rows * layers * side * side * 4) / 4 ** level;
  return { capacity: columns * rows * layers, halvings, side, columns, rows, layers, levels, bytes };
}
