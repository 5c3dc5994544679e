import { expect, test } from 'vitest';
import { alignLatents } from './alignLatents.ts';
import { Random } from '../../engine/random/Random.ts';

const D = 6;
const N = 600;

/** z = label mean + effects of two factors along two known, not quite orthogonal directions + noise. */
function example(): { z: Float32Array; factors: number[][]; groups: string[] } {
  const random = new Random('alignment');
  const bold = [0.6, 0, 0.8, 0, 0, 0];
  const wide = [0, 1, 0.2, 0, 0, 0];
  const means = [0, 1, 2].map(() => Array.from({ length: D }, () => random.cutNormal(0, 2)));
  const z = new Float32Array(N * D);
  const factors: number[][] = [];
  const groups: string[] = [];
  for (let i = 0; i < N; i++) {
    const group = i % 3;
    // The factors differ between labels too, which must not count.
    const factor = [random.cutNormal() + group, random.cutNormal(0, 5) - 20 * group];
    for (let j = 0; j < D; j++) {
      const effect = (factor[0] ?? 0) * (bold[j] ?? 0) + ((factor[1] ?? 0) / 5) * (wide[j] ?? 0);
      z[i * D + j] = (means[group]?.[j] ?? 0) + effect + random.cutNormal(0, 0.05 * (j + 1));
    }
    factors.push(factor);
    groups.push(String(group));
  }
  return { z, factors, groups };
}

test('the axes are orthonormal, and the first ones are the directions of the factors', () => {
  const { z, factors, groups } = example();
  const { axes, correlations } = alignLatents(z, D, factors, groups);
  expect(axes).toHaveLength(D);
  axes.forEach((a, i) =>
    axes.forEach((b, j) => {
      expect(a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)).toBeCloseTo(i === j ? 1 : 0, 9);
    }),
  );
  expect(axes[0]?.[0]).toBeGreaterThan(0.5);
  expect(axes[0]?.[2]).toBeGreaterThan(0.7);
  expect(axes[1]?.[1]).toBeGreaterThan(0.95);
  for (const correlation of correlations) expect(correlation).toBeGreaterThan(0.97);
});

test('the axes that follow no factor are in order of their variance', () => {
  const { z, factors, groups } = example();
  const { axes } = alignLatents(z, D, factors, groups);
  const variances = axes.slice(2).map((axis) => {
    const values = Array.from({ length: N }, (_, i) =>
      axis.reduce((sum, value, j) => sum + value * (z[i * D + j] ?? 0), 0),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / N;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / N;
  });
  expect(variances).toEqual([...variances].sort((a, b) => b - a));
});

test('factors that say the same thing twice are refused', () => {
  const { z, factors, groups } = example();
  const twice = factors.map(([first = 0]) => [first, 2 * first]);
  expect(() => alignLatents(z, D, twice, groups)).toThrow(/not independent/);
});

test('sizes that do not fit are refused', () => {
  expect(() => alignLatents(new Float32Array(10), 3, [[1], [2]], ['a', 'a'])).toThrow(/z \[2,3\]/);
});
