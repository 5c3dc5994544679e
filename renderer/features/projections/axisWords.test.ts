import { expect, test } from 'vitest';
import { BASE_VIEW, type AffineView } from '../../../protocol/projection.ts';
import { axisWords } from './axisWords.ts';

const pca: AffineView = {
  id: BASE_VIEW,
  title: 'PCA',
  dims: 3,
  version: 1,
  kind: 'pca',
  mean: [0, 0, 0, 0],
  axes: [],
  axisNames: ['PC 1', 'PC 2', 'PC 3'],
  explainedVariance: [0.5, 0.3, 0.1],
};

test('an axis is what its projection makes it', () => {
  expect(axisWords({ ...pca, kind: 'native', axisNames: ['z1', 'z2', 'z3'] }, 1)).toBe(
    'z2: a dimension of z itself; 30 % of the variance of all z is along it.',
  );
  expect(axisWords(pca, 1)).toContain(
    'PC 2, a principal component: the direction in which z varies second most',
  );
});

test('of axes that were turned among themselves none is where z varies most', () => {
  const words = axisWords({ ...pca, isTurned: true }, 0);
  expect(words).toMatch(/^PC 1, one of three directions .* 50 % of the variance of all z is along it\.$/);
  expect(words).not.toContain('varies most');
});
