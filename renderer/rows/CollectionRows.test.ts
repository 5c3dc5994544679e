import { describe, expect, it, vi } from 'vitest';
import { CollectionGone } from '../connection/fetchOfCollection.ts';
import { CollectionRows } from './CollectionRows.svelte.ts';
import { BASE_VIEW } from '../../protocol/projection.ts';
import type { CollectionInfo } from '../../protocol/collection.ts';
import type { RowsKind } from '../connection/fetchRows.ts';
import type { RowsSink } from './CollectionRows.svelte.ts';

const view = (version: number) => ({ id: BASE_VIEW, version });
const info = (count: number, changes: Partial<CollectionInfo> = {}): CollectionInfo => ({
  id: 'a',
  name: 'a',
  paths: [],
  state: 'encoding',
  count,
  total: 10,
  latentSize: 2,
  gone: 0,
  revision: 0,
  columns: [],
  tileSize: 8,
  unreadableCount: 0,
  unreadable: [],
  fit: 'cover',
  samplesOf: null,
  unlike: null,
  follows: null,
  views: [],
  ...changes,
});

function setUp() {
  const asked: { kind: RowsKind; id: string; from: number; to: number }[] = [];
  const errors: unknown[] = [];
  let openId = 'a';
  let goneRow = -1;
  const fetch = async (kind: RowsKind, id: string, from: number, to: number, bytesPerRow: number) => {
    asked.push({ kind, id, from, to });
    if (id !== openId) throw new CollectionGone(id);
    if (kind === 'tiles') return new ArrayBuffer((to - from) * bytesPerRow);
    if (kind === 'states')
      return Uint8Array.from({ length: to - from }, (_, at) => Number(from + at === goneRow)).buffer;
    const perRow = bytesPerRow / 4;
    return Float32Array.from({ length: (to - from) * perRow }, (_, at) => from * perRow + at).buffer;
  };
  const fetchTiles = vi.fn(
    async (_id: string, of: readonly number[], size: number) =>
      new Uint8ClampedArray(of.length * size ** 2 * 4),
  );
  const rows = new CollectionRows(fetch, (error) => errors.push(error), fetchTiles);
  const sink = {
    tilesArePaged: false,
    reset: vi.fn<RowsSink['reset']>(),
    appendPoints: vi.fn<RowsSink['appendPoints']>(),
    setPositions: vi.fn<RowsSink['setPositions']>(),
    setTiles: vi.fn<RowsSink['setTiles']>(),
  };
  return {
    rows,
    asked,
    errors,
    sink,
    fetchTiles,
    open: (id: string) => (openId = id),
    lose: (row: number) => (goneRow = row),
  };
}

describe('CollectionRows', () => {
  it('fetches rows as the count grows, points before their thumbnails, each row once', async () => {
    const { rows, asked, sink } = setUp();
    rows.attach(sink);
    rows.sync(info(4), view(1));
    await vi.waitFor(() => expect(sink.setTiles).toHaveBeenCalledOnce());
    rows.sync(info(9), view(1));
    await vi.waitFor(() => expect(sink.setTiles).toHaveBeenCalledTimes(2));
    expect(rows.loadedCount).toBe(9);
    expect(asked.map(({ kind, from, to }) => `${kind} ${from}-${to}`)).toEqual([
      'states 0-4',
      'positions 0-4',
      'tiles 0-4',
      'states 4-9',
      'positions 4-9',
      'tiles 4-9',
    ]);
    expect(sink.setTiles.mock.calls.map(([of]) => [...of])).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7, 8],
    ]);
    expect([...rows.positions().subarray(15, 18)]).toEqual([15, 16, 17]);
    expect(sink.appendPoints.mock.calls.map(([from, positions]) => [from, positions.length])).toEqual([
      [0, 12],
      [4, 15],
    ]);
  });

  it('has room for more rows than were announced', async () => {
    const { rows } = setUp();
    rows.sync(info(10), view(1));
    await vi.waitFor(() => expect(rows.loadedCount).toBe(10));
    rows.sync(info(35), view(1));
    await vi.waitFor(() => expect(rows.loadedCount).toBe(35));
    expect([...rows.positions().subarray(0, 3)]).toEqual([0, 1, 2]);
    expect([...rows.positions().subarray(102)]).toEqual([102, 103, 104]);
  });

  it('keeps rows when the same collection comes back with a restarted engine', async () => {
    const { rows, asked, sink } = setUp();
    rows.attach(sink);
    rows.sync(info(6), view(1));
    await vi.waitFor(() => expect(sink.setTiles).toHaveBeenCalledOnce());
    sink.reset.mockClear();
    const before = asked.length;
    rows.sync(info(6, { state: 'ready' }), view(1));
    await vi.waitFor(() => expect(rows.loadedCount).toBe(6));
    expect(asked).toHaveLength(before);
    expect(sink.reset).not.toHaveBeenCalled();
  });

  it('starts over for another collection, and for one that has fewer rows than before', async () => {
    const { rows, sink, open } = setUp();
    rows.attach(sink);
    rows.sync(info(6), view(1));
    await vi.waitFor(() => expect(rows.loadedCount).toBe(6));
    open('b');
    rows.sync(info(3, { id: 'b' }), view(1));
    await vi.waitFor(() => expect(rows.loadedCount).toBe(3));
    rows.sync(info(2, { id: 'b' }), view(1));
    await vi.waitFor(() => expect(rows.loadedCount).toBe(2));
    expect(sink.reset).toHaveBeenCalledTimes(3);
  });

  it('fetches all positions again when the projection changes, and only those', async () => {
    const { rows, asked, sink } = setUp();
    rows.attach(sink);
    rows.sync(info(5), view(1));
    await vi.waitFor(() => expect(sink.setTiles).toHaveBeenCalledOnce());
    asked.length = 0;
    rows.sync(info(5), view(2));
    await vi.waitFor(() => expect(sink.setPositions).toHaveBeenCalledOnce());
    expect(asked).toEqual([{ kind: 'positions', id: 'a', from: 0, to: 5 }]);
  });

  it('fetches what may have changed of the rows that are here when their revision grows', async () => {
    const { rows, asked, sink, lose } = setUp();
    rows.attach(sink);
    rows.sync(info(5), view(1));
    await vi.waitFor(() => expect(sink.setTiles).toHaveBeenCalledOnce());
    asked.length = 0;
    lose(3);
    rows.sync(info(5, { revision: 1, gone: 1 }), view(1));
    await vi.waitFor(() => expect(sink.setTiles).toHaveBeenCalledTimes(2));
    expect(asked.map(({ kind, from, to }) => `${kind} ${from}-${to}`)).toEqual([
      'states 0-5',
      'positions 0-5',
      'tiles 0-5',
    ]);
    expect([...rows.states()]).toEqual([0, 0, 0, 1, 0]);
    expect(rows.statesVersion).toBe(1);
  });

  it('waits for a projection before it asks for anything', async () => {
    const { rows, asked } = setUp();
    rows.sync(info(5), null);
    expect(asked).toEqual([]);
    rows.sync(info(5), view(1));
    await vi.waitFor(() => expect(rows.loadedCount).toBe(5));
  });

  it('says nothing of a collection that was closed meanwhile', async () => {
    const { rows, errors, asked, open } = setUp();
    open('b');
    rows.sync(info(5), view(1));
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(0));
    expect(errors).toEqual([]);
    expect(rows.loadedCount).toBe(0);
  });

  it('gives a sink that comes late all that is here, thumbnails included', async () => {
    const { rows, sink } = setUp();
    rows.sync(info(5), view(1));
    await vi.waitFor(() => expect(rows.loadedCount).toBe(5));
    rows.attach(sink);
    await vi.waitFor(() => expect(sink.setTiles).toHaveBeenCalledOnce());
    expect(sink.reset).toHaveBeenCalledWith(8, 10);
    expect(sink.appendPoints.mock.calls[0]?.[1]).toHaveLength(15);
  });

  it('leaves it to a paging sink which thumbnails it wants, the newest list counting', async () => {
    const { rows, asked, sink, fetchTiles } = setUp();
    sink.tilesArePaged = true;
    rows.attach(sink);
    rows.sync(info(9), view(1));
    await vi.waitFor(() => expect(rows.loadedCount).toBe(9));
    const first = Promise.withResolvers<Uint8ClampedArray<ArrayBuffer>>();
    fetchTiles.mockReturnValueOnce(first.promise);
    rows.wantTiles(new Uint32Array([7, 2]));
    // Two more lists while the first is on its way: only the last of them is fetched, without what is here by then.
    rows.wantTiles(new Uint32Array([1]));
    rows.wantTiles(new Uint32Array([5, 2, 6]));
    first.resolve(new Uint8ClampedArray(2 * 8 * 8 * 4));
    await vi.waitFor(() => expect(sink.setTiles).toHaveBeenCalledTimes(2));
    expect(fetchTiles.mock.calls.map(([id, of]) => [id, ...of])).toEqual([
      ['a', 7, 2],
      ['a', 5, 6],
    ]);
    expect(sink.setTiles.mock.calls.map(([of]) => [...of])).toEqual([
      [7, 2],
      [5, 6],
    ]);
    expect(asked.filter(({ kind }) => kind === 'tiles')).toEqual([]);
  });

  it('tells of thumbnails that do not come, and fetches those wanted next', async () => {
    const { rows, errors, sink, fetchTiles } = setUp();
    sink.tilesArePaged = true;
    rows.attach(sink);
    rows.sync(info(9), view(1));
    await vi.waitFor(() => expect(rows.loadedCount).toBe(9));
    fetchTiles.mockRejectedValueOnce(new Error('away'));
    rows.wantTiles(new Uint32Array([3]));
    await vi.waitFor(() => expect(errors).toHaveLength(1));
    rows.wantTiles(new Uint32Array([4]));
    await vi.waitFor(() => expect(sink.setTiles).toHaveBeenCalledOnce());
    expect([...sink.setTiles.mock.calls[0]![0]]).toEqual([4]);
  });
});
