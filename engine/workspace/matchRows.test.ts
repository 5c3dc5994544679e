import { expect, test } from 'vitest';
import { matchRows } from './matchRows.ts';

test('rows find their images by path, in whatever order they are', () => {
  const rows = ['/a/1.png', '/a/set.npy[10]', '/a/gone.png', '/a/2.png'];
  const images = ['/a/2.png', '/a/1.png', '/a/set.npy[1]', '/a/set.npy[10]'];
  expect([...matchRows(rows, images)]).toEqual([1, 3, -1, 0]);
  expect([...matchRows([], images)]).toEqual([]);
});
