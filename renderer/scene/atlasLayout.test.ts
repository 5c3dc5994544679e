import { describe, expect, it } from 'vitest';
import { TILE_BUDGET_BYTES, TILE_SIZES } from '../../protocol/collection.ts';
import { atlasLayout, LEAST_LIMITS } from './atlasLayout.ts';

const COUNTS = [1, 2, 10, 255, 256, 257, 400, 5000, 16_384, 70_000, 100_000, 1_000_000];

describe('atlasLayout', () => {
  for (const tileSize of TILE_SIZES) {
    it(`has room for ${tileSize} pixel tiles up to the budget, within the least that WebGL 2 promises`, () => {
      for (const count of COUNTS) {
        const layout = atlasLayout(tileSize, count);
        expect(layout.capacity).toBe(layout.columns * layout.rows * layout.layers);
        expect(layout.side).toBe(tileSize);
        expect(Math.max(layout.columns, layout.rows) * tileSize).toBeLessThanOrEqual(
          LEAST_LIMITS.maxTextureSize,
        );
        expect(layout.layers).toBeLessThanOrEqual(LEAST_LIMITS.maxLayers);
        expect(layout.bytes).toBeLessThanOrEqual(TILE_BUDGET_BYTES);
        // Tiles begin on whole pixels in every mip level.
        expect(Number.isInteger(tileSize / 2 ** (layout.levels - 1))).toBe(true);
        // All have a cell, or the budget is used up but for a layer.
        if (layout.capacity < count) {
          expect(layout.bytes * (1 + 1 / layout.layers)).toBeGreaterThan(TILE_BUDGET_BYTES);
        }
      }
    });
  }

  it('keeps 5,000 tiles of 64 pixels, and of a million as many as 256 MB hold with their mip levels', () => {
    expect(atlasLayout(64, 5000)).toMatchObject({ levels: 4 });
    expect(atlasLayout(64, 5000).capacity).toBeGreaterThanOrEqual(5000);
    expect(atlasLayout(64, 1_000_000).capacity).toBe(12_288);
    expect(atlasLayout(8, 500_000).capacity).toBeGreaterThanOrEqual(500_000);
  });

  it('wastes less than a layer and a row', () => {
    expect(atlasLayout(64, 10)).toMatchObject({ columns: 10, rows: 1, layers: 1, capacity: 10 });
  });

  it('says what does not fit', () => {
    expect(() => atlasLayout(0, 10)).toThrow('got 0');
    expect(() => atlasLayout(4096, 10)).toThrow('got 4096');
    expect(() => atlasLayout(64, 256, { ...LEAST_LIMITS, budgetBytes: 1e6 })).toThrow('budget of 1000000');
  });
});
