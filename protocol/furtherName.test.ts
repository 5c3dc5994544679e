import { expect, test } from 'vitest';
import { furtherName } from './furtherName.ts';

test.each([
  ['faces', 'faces 2'],
  ['faces 2', 'faces 3'],
  ['faces: VAE, z of 16', 'faces: VAE, z of 16 2'],
  ['faces: VAE, z of 16 2', 'faces: VAE, z of 16 3'],
])('%s trained further is %s', (name, further) => {
  expect(furtherName(name)).toBe(further);
});
