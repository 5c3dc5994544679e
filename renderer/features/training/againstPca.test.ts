import { expect, test } from 'vitest';
import { againstPca } from './againstPca.ts';

test('an error is said as a share of that of PCA', () => {
  expect(againstPca(15, 30)).toBe('50 % below PCA');
  expect(againstPca(33, 30)).toBe('10 % above PCA');
  expect(againstPca(30.01, 30)).toBe('as PCA');
  expect(againstPca(1, 0)).toBe('');
});
