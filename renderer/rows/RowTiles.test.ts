import { expect, test, vi } from 'vitest';
import { RowTiles } from './RowTiles.ts';
import type { fetchTiles } from '../connection/fetchTiles.ts';

/** Tiles of 2 × 2 pixels, every byte the row's number. */
function setUp() {
  const fetch = vi.fn<typeof fetchTiles>(async (_id, rows) =>
    Uint8ClampedArray.from(rows.flatMap((row) => new Array<number>(16).fill(row))),
  );
  const tiles = new RowTiles(fetch);
  tiles.reset('a 0', 'a', 2);
  return { fetch, tiles };
}

test('what is asked for in one turn comes with one request, each row its own tile', async () => {
  const { fetch, tiles } = setUp();
  const [nine, four, again] = await Promise.all([tiles.get(9), tiles.get(4), tiles.get(9)]);
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(fetch.mock.calls[0]).toEqual(['a', [9, 4], 2]);
  expect([...nine]).toEqual(new Array(16).fill(9));
  expect([...four]).toEqual(new Array(16).fill(4));
  expect(again).toBe(nine);
  await tiles.get(4);
  expect(fetch).toHaveBeenCalledTimes(1);
});

test('many rows are asked for in several requests', async () => {
  const { fetch, tiles } = setUp();
  await Promise.all(Array.from({ length: 300 }, (_, row) => tiles.get(row)));
  expect(fetch.mock.calls.map(([, rows]) => rows.length)).toEqual([256, 44]);
});

test('a failure is told, and asked again the next time', async () => {
  const { fetch, tiles } = setUp();
  fetch.mockRejectedValueOnce(new Error('away'));
  await expect(tiles.get(3)).rejects.toThrow('away');
  expect((await tiles.get(3))[0]).toBe(3);
});

test('tiles of another collection are forgotten', async () => {
  const { fetch, tiles } = setUp();
  await tiles.get(3);
  tiles.reset('b 0', 'b', 2);
  await tiles.get(3);
  expect(fetch.mock.calls.map(([id]) => id)).toEqual(['a', 'b']);
});
