import { beforeEach, expect, test, vi } from 'vitest';
import { CollectionGone } from '../connection/fetchOfCollection.ts';
import { RowOrder } from './RowOrder.svelte.ts';
import type { RowOrderAnswer } from '../../protocol/codecs/rowOrder.ts';
import type { ColumnInfo } from '../../protocol/columns.ts';
import type { fetchOrder, OrderKey } from '../connection/fetchOrder.ts';

const mse: ColumnInfo = {
  ...{ name: 'mse', type: 'number', origin: 'operation', words: '', unit: '', version: 1 },
  ...{ known: 3, categories: [], range: [0, 1] },
};
const collection = { id: 'a', count: 5, revision: 0, columns: [mse] };

/** Answers wait until a test gives them. */
class Asked {
  readonly answer = Promise.withResolvers<RowOrderAnswer>();
  readonly id: string;
  readonly key: OrderKey;
  readonly signal: AbortSignal | undefined;
  constructor(id: string, key: OrderKey, signal?: AbortSignal) {
    this.id = id;
    this.key = key;
    this.signal = signal;
    signal?.addEventListener('abort', () => this.answer.reject(new Error('aborted')));
  }
  with(rows: number[], known = rows.length, distances: number[] | null = null): Promise<void> {
    this.answer.resolve({
      rows: Uint32Array.from(rows),
      known,
      distances: distances && Float32Array.from(distances),
    });
    return settled();
  }
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

let asked: Asked[];
let left: Set<number>;
const flags = { version: 0, isShown: (row: number) => !left.has(row) };
const onError = vi.fn();
let order: RowOrder;

beforeEach(() => {
  asked = [];
  left = new Set();
  onError.mockReset();
  const fetch: typeof fetchOrder = (id, key, signal) => {
    const one = new Asked(id, key, signal);
    asked.push(one);
    return one.answer.promise;
  };
  order = new RowOrder(fetch, flags, onError);
});

test('rows are those shown, in the order asked for, without a value last in either direction', async () => {
  order.choose({ kind: 'column', name: 'mse' }, false);
  order.sync(collection);
  expect(asked[0]?.key).toEqual({ column: 'mse' });
  left = new Set([3]);
  await asked[0]?.with([2, 0, 3, 1, 4], 3);
  expect([...order.shown]).toEqual([2, 0, 1, 4]);
  order.isDescending = true;
  order.sync(collection);
  expect([...order.shown]).toEqual([0, 2, 1, 4]);
  expect(asked).toHaveLength(1);
  expect([2, 0, 1, 4, null, 3].map((row) => order.rowAfter(row, 1))).toEqual([1, 2, 4, 0, 0, 0]);
  expect(order.rowAfter(null, -1)).toBe(4);
});

test('by distance the image itself comes first, whatever else lies on it', async () => {
  order.choose({ kind: 'distance', metric: 'l2' }, false);
  order.sync(collection);
  expect(asked).toHaveLength(0);
  const z = Float32Array.of(1, 2);
  order.startFrom({ point: { kind: 'image', index: 3 }, z });
  order.sync(collection);
  expect(asked[0]?.key).toEqual({ z });
  await asked[0]?.with([1, 3, 0, 2, 4], 5, [2, 0, 3, 0, NaN]);
  expect([...order.shown]).toEqual([3, 1, 0, 2, 4]);
  expect(order.distanceOf(0)).toBe(2);
});

test('another question ends the last one; of the same one a newer state waits for its answer', async () => {
  order.sync(collection);
  order.sync({ ...collection, count: 6 });
  order.sync({ ...collection, count: 7 });
  expect(asked).toHaveLength(1);
  await asked[0]?.with([0, 1, 2, 3, 4]);
  expect(order.shown).toHaveLength(5);
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  order.choose({ kind: 'column', name: 'mse' }, true);
  order.sync({ ...collection, count: 7 });
  expect(asked[1]?.signal?.aborted).toBe(true);
  await settled();
  expect(asked[2]?.key).toEqual({ column: 'mse' });
  await asked[2]?.with([6, 5, 4, 3, 2, 1, 0]);
  expect(order.current?.by).toEqual({ kind: 'column', name: 'mse' });
  expect(asked).toHaveLength(3);
  // Values that were measured anew.
  order.sync({ ...collection, count: 7, columns: [{ ...mse, version: 2 }] });
  await vi.waitFor(() => expect(asked).toHaveLength(4));
  expect(order.changes).toBe(2);
  expect(onError).not.toHaveBeenCalled();
});

test('a column that is not there (any more) gives way to names; what fails is told once', async () => {
  order.choose({ kind: 'column', name: 'gone' }, false);
  order.sync(collection);
  expect(asked[0]?.key).toEqual({ column: null });
  asked[0]?.answer.reject(new CollectionGone('a'));
  await settled();
  expect(onError).not.toHaveBeenCalled();
  order.sync({ ...collection, id: 'b' });
  asked[1]?.answer.reject(new Error('disk'));
  await settled();
  expect(onError).toHaveBeenCalledOnce();
  expect(asked).toHaveLength(2);
});

test('what is selected elsewhere is followed, a step within the order is not', () => {
  const at = (index: number) => ({ point: { kind: 'image', index } as const, z: Float32Array.of(index) });
  order.choose({ kind: 'distance', metric: 'l2' }, false);
  order.stepsTo(1);
  order.follow(at(1));
  expect(order.origin).toMatchObject({ point: { index: 1 } });
  order.stepsTo(2);
  order.follow(at(2));
  expect(order.origin).toMatchObject({ point: { index: 1 } });
  order.follow(at(3));
  expect(order.origin).toMatchObject({ point: { index: 3 } });
  order.follow(at(2));
  expect(order.origin).toMatchObject({ point: { index: 2 } });
  order.isFollowing = false;
  order.follow(at(4));
  expect(order.origin).toMatchObject({ point: { index: 2 } });
});
