import { expect, test } from 'vitest';
import { readRowOrder, rowOrderFrame } from './rowOrder.ts';

const rows = Uint32Array.of(2, 0, 1);

test('an order comes back as it was written, with distances and without', () => {
  expect(readRowOrder(rowOrderFrame({ rows, known: 2 }).buffer)).toEqual({ rows, known: 2, distances: null });
  const near = readRowOrder(rowOrderFrame({ rows, known: 3 }, [0.5, 2, NaN]).buffer);
  expect(near).toEqual({ rows, known: 3, distances: Float32Array.of(0.5, 2, NaN) });
});

test('of no rows there is an order, too', () => {
  const none = readRowOrder(rowOrderFrame({ rows: new Uint32Array(), known: 0 }).buffer);
  expect([none.rows.length, none.known]).toEqual([0, 0]);
});

test('a frame that is cut short is refused', () => {
  const { buffer } = rowOrderFrame({ rows, known: 3 });
  expect(() => readRowOrder(buffer.slice(0, 16))).toThrow('Expected 20 bytes for an order of 3 rows');
  expect(() => readRowOrder(buffer.slice(0, 4))).toThrow('8 header bytes, got 4');
});
