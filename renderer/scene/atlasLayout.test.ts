import { describe, expect, it } from 'vitest';
import { TILE_BUDGET_BYTES, TILE_SIZES } from '../../protocol/collection.ts';
import { atlasLayout, LEAST_LIMITS } from './atlasLayout.ts';

const COUNTS = [1, 2, 10, 255, 256, 257, 400, 5000, 16_384, 70_000, 100_000, 1_000_000];

describe('atlasLayout', () => {
  for (const tileSize of TILE_SIZES) {
    it(`holds every count of ${tileSize} pixel tiles within the least that WebGL 2 promises`, () => {
      for (const count of COUNTS) {
        const layout = atlasLayout(tileSize, count);
        expect(layout.capacity).toBeGreaterThanOrEqual(count);
        expect(layout.capacity).toBe(layout.columns * layout.rows * layout.layers);
        expect(layout.side * 2 ** layout.halvings).toBe(tileSize);
        expect(Math.max(layout.columns, layout.rows) * layout.side).toBeLessThanOrEqual(
          LEAST_LIMITS.maxTextureSize,
        );
        expect(layout.layers).toBeLessThanOrEqual(LEAST_LIMITS.maxLayers);
        expect(layout.bytes).toBeLessThanOrEqual(TILE_BUDGET_BYTES);
        // Tiles begin on whole pixels in every mip level.
        expect(Number.isInteger(layout.side / 2 ** (layout.levels - 1))).toBe(true);
        // Nothing is thrown away that would have fitted: twice the side is four times the bytes.
        if (layout.halvings > 0) expect(layout.bytes * 4).toBeGreaterThan(TILE_BUDGET_BYTES * 0.9);
      }
    });
  }

  it('keeps 5,000 tiles of 64 pixels whole', () => {
    expect(atlasLayout(64, 5000)).toMatchObject({ halvings: 0, side: 64, levels: 4 });
  });

  it('wastes less than a layer and a row', () => {
    const layout = atlasLayout(64, 10);
    expect(layout).toMatchObject({ columns: 10, rows: 1, layers: 1, capacity: 10 });
  });

  it('says what does not fit', () => {
    expect(() => atlasLayout(0, 10)).toThrow('got 0');
    expect(() => atlasLayout(4096, 10)).toThrow('got 4096');
    expect(() => atlasLayout(2, 1e9)).toThrow('1000000000 tiles');
  });
});
