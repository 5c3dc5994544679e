import { describe, expect, it } from 'vitest';
import { EMPTY_SELECTION } from '../../protocol/document.ts';
import { selectOnly, selectRows, toggleRow, withRows, withoutRows } from './selection.ts';

describe('a selection', () => {
  it('holds one image, one decoded point without rows, or nothing', () => {
    expect(selectOnly({ kind: 'image', index: 4 })).toEqual({
      rows: [[4, 5]],
      primary: { kind: 'image', index: 4 },
    });
    expect(selectOnly({ kind: 'probe', id: 'a' })).toEqual({ rows: [], primary: { kind: 'probe', id: 'a' } });
    expect(selectOnly(null)).toBe(EMPTY_SELECTION);
  });

  it('takes rows in and out, the newest in the lead', () => {
    const two = toggleRow(selectOnly({ kind: 'image', index: 4 }), 5);
    expect(two).toEqual({ rows: [[4, 6]], primary: { kind: 'image', index: 5 } });
    expect(toggleRow(two, 5)).toEqual(selectOnly({ kind: 'image', index: 4 }));
    expect(toggleRow(toggleRow(two, 5), 4)).toBe(EMPTY_SELECTION);
  });

  it('keeps its lead when a set of rows holds it', () => {
    const before = selectOnly({ kind: 'image', index: 7 });
    expect(selectRows([[5, 9]], before).primary).toEqual({ kind: 'image', index: 7 });
    expect(selectRows([[1, 3]], before).primary).toEqual({ kind: 'image', index: 1 });
  });
});

it('sets of rows are joined where they touch, and cut where they overlap', () => {
  expect(
    withRows(
      [
        [0, 2],
        [8, 9],
      ],
      [
        [2, 4],
        [7, 8],
      ],
    ),
  ).toEqual([
    [0, 4],
    [7, 9],
  ]);
  expect(
    withoutRows(
      [[0, 10]],
      [
        [0, 1],
        [4, 6],
      ],
    ),
  ).toEqual([
    [1, 4],
    [6, 10],
  ]);
});
