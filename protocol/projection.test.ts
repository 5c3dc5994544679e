import { describe, expect, it } from 'vitest';
import { axisTitle, BASE_VIEW, latentAtDelta, positionOfLatent, type AffineView } from './projection.ts';
import { seededRandom } from './testing/seededRandom.ts';

/** Three orthonormal rows of D by Gram–Schmidt on random ones. */
function randomProjection(size: number, random: () => number): AffineView {
  const axes: number[][] = [];
  for (let k = 0; k < Math.min(3, size); k++) {
    const row = Array.from({ length: size }, () => random() - 0.5);
    for (const other of axes) {
      const along = row.reduce((sum, value, d) => sum + value * (other[d] ?? 0), 0);
      for (let d = 0; d < size; d++) row[d] = (row[d] ?? 0) - along * (other[d] ?? 0);
    }
    const length = Math.hypot(...row);
    axes.push(row.map((value) => value / length));
  }
  while (axes.length < 3) axes.push(new Array<number>(size).fill(0));
  return {
    version: 1,
    id: BASE_VIEW,
    title: 'PCA',
    dims: 3,
    kind: 'pca',
    mean: Array.from({ length: size }, () => 4 * (random() - 0.5)),
    axes,
    axisNames: ['PC 1', 'PC 2', 'PC 3'],
    explainedVariance: [0.5, 0.3, 0.1],
  };
}

describe('z′ = z + axesᵀ · Δ', () => {
  for (const size of [1, 2, 3, 8, 32, 512]) {
    it(`moves the projection by exactly Δ and nothing beside it, D = ${size}`, () => {
      const random = seededRandom(size);
      const projection = randomProjection(size, random);
      const shownAxes = Math.min(3, size);
      for (let round = 0; round < 20; round++) {
        const z = Float64Array.from({ length: size }, () => 6 * (random() - 0.5));
        const delta = [0, 1, 2].map((k) => (k < shownAxes ? 4 * (random() - 0.5) : 0)) as [
          number,
          number,
          number,
        ];
        const moved = latentAtDelta(projection, z, delta, new Float64Array(size));
        const before = positionOfLatent(projection, z);
        const after = positionOfLatent(projection, moved);
        for (let k = 0; k < 3; k++) expect(Math.abs(after[k]! - before[k]! - delta[k]!)).toBeLessThan(1e-12);
        // The way between z and z′ is no longer than Δ: it has no part across the shown axes.
        const way = Math.hypot(...moved.map((value, d) => value - z[d]!));
        expect(Math.abs(way - Math.hypot(...delta))).toBeLessThan(1e-12);
      }
    });
  }

  it('rounds once into float32', () => {
    const projection = randomProjection(8, seededRandom(3));
    const z = Float32Array.from({ length: 8 }, (_, d) => d / 7);
    const exact = latentAtDelta(projection, z, [0.1, -0.7, 2], new Float64Array(8));
    const single = latentAtDelta(projection, z, [0.1, -0.7, 2], new Float32Array(8));
    expect([...single]).toEqual([...exact].map(Math.fround));
  });
});

it('names axes with their share of the variance', () => {
  expect(axisTitle('PC 1', 0.2345)).toBe('PC 1 · 23 %');
  expect(axisTitle('PC 3', 0.004)).toBe('PC 3 · < 1 %');
  expect(axisTitle('z1', 0)).toBe('z1');
  expect(axisTitle('', 0)).toBe('');
});
