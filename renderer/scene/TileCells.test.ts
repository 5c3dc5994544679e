import { expect, it } from 'vitest';
import { seededRandom } from '../../protocol/testing/seededRandom.ts';
import { TileCells } from './TileCells.ts';

it('fills its cells in order, then gives away the one used longest ago', () => {
  const cells = new TileCells();
  cells.reset(3);
  expect([7, 8, 9].map((row) => cells.take(row))).toEqual([1, 2, 3]);
  expect(cells.rowToGo).toBe(7);
  cells.touch(1);
  expect(cells.rowToGo).toBe(8);
  expect(cells.take(20)).toBe(2);
  expect(cells.rowToGo).toBe(9);
  expect(cells.take(21)).toBe(3);
  expect(cells.take(22)).toBe(1);
});

it('has nothing to give away while cells are free, also after it grew', () => {
  const cells = new TileCells();
  cells.reset(1);
  expect(cells.rowToGo).toBeNull();
  expect(cells.take(5)).toBe(1);
  cells.grow(3);
  expect(cells.rowToGo).toBeNull();
  expect(cells.take(6)).toBe(2);
  cells.touch(1);
  expect(cells.take(7)).toBe(3);
  expect(cells.rowToGo).toBe(6);
});

it('keeps the order of use through any sequence, as a plain list does', () => {
  const random = seededRandom(3);
  const cells = new TileCells();
  const capacity = 20;
  cells.reset(capacity);
  // [cell, row], used longest ago first.
  const list: [number, number][] = [];
  for (let step = 0; step < 2000; step++) {
    if (list.length > 0 && random() < 0.6) {
      const [entry] = list.splice(Math.floor(random() * list.length), 1);
      list.push(entry!);
      cells.touch(entry![0]);
    } else {
      const gone = list.length === capacity ? list.shift()! : null;
      expect(cells.rowToGo).toBe(gone ? gone[1] : null);
      expect(cells.next).toBe(gone ? gone[0] : list.length + 1);
      const cell = cells.take(step);
      expect(cell).toBe(gone ? gone[0] : list.length + 1);
      list.push([cell, step]);
    }
  }
  expect(list).toHaveLength(capacity);
});
