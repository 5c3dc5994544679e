import { describe, expect, it } from 'vitest';
import { emptyDocument } from '../../protocol/document.ts';
import {
  addPoint,
  colorBy,
  deletePoint,
  filterColumn,
  hideRows,
  isNarrowed,
  isolateRows,
  movePoint,
  nameDimension,
  renamePoint,
  searchFor,
  showAll,
} from './edits.ts';
import type { DocumentPoint, HourglassDocument } from '../../protocol/document.ts';

const EMPTY = emptyDocument('label');
const POINT: DocumentPoint = {
  id: 'a',
  name: 'Point 1',
  z: [1, 2],
  origin: { kind: 'image', row: 3, name: '3.png', z: [0, 0] },
};
const WITH_POINT = addPoint(EMPTY, POINT);

/** The document with rows selected, the last of them first in hand. */
const selecting = (...rows: number[]): HourglassDocument => ({
  ...EMPTY,
  selection: {
    rows: rows.map((row) => [row, row + 1] as const),
    primary: { kind: 'image', index: rows.at(-1)! },
  },
});

describe('edits of points', () => {
  it('add, move, rename and delete one, and leave the document before them as it was', () => {
    expect(WITH_POINT.selection).toEqual({ rows: [], primary: { kind: 'probe', id: 'a' } });
    const moved = movePoint(WITH_POINT, 'a', [5, 6]);
    expect(moved.points[0]?.z).toEqual([5, 6]);
    expect(renamePoint(moved, 'a', ' Seven ').points[0]?.name).toBe('Seven');
    const deleted = deletePoint(moved, 'a');
    expect(deleted.points).toEqual([]);
    expect(deleted.selection.primary).toBeNull();
    expect(WITH_POINT.points).toEqual([POINT]);
    expect(EMPTY.points).toEqual([]);
  });

  it('give the same document back where there is nothing to change', () => {
    expect(renamePoint(WITH_POINT, 'a', '  ')).toBe(WITH_POINT);
    expect(renamePoint(WITH_POINT, 'a', 'Point 1')).toBe(WITH_POINT);
    expect(deletePoint(WITH_POINT, 'b')).toBe(WITH_POINT);
    expect(colorBy(EMPTY, 'label')).toBe(EMPTY);
    expect(searchFor(EMPTY, '')).toBe(EMPTY);
    expect(showAll(WITH_POINT)).toBe(WITH_POINT);
  });
});

describe('edits of what is shown', () => {
  it('set a filter, and drop one that keeps nothing back', () => {
    const range = { kind: 'range', min: 1, max: null, hideMissing: false } as const;
    const filtered = filterColumn(EMPTY, 'sharpness', range);
    expect(filtered.filters).toEqual({ sharpness: range });
    expect(isNarrowed(filtered)).toBe(true);
    expect(filterColumn(filtered, 'sharpness', { ...range, min: null }).filters).toEqual({});
    expect(filterColumn(filtered, 'sharpness', null).filters).toEqual({});
    expect(filterColumn(EMPTY, 'sharpness', null)).toBe(EMPTY);
    expect(showAll(filtered).filters).toEqual({});
  });

  it('hide rows, which leave the selection, and hand its lead to one that stays', () => {
    const before = selecting(2, 5, 8);
    const after = hideRows(before, [[7, 9]]);
    expect(after.hidden).toEqual([[7, 9]]);
    expect(after.selection).toEqual({
      rows: [
        [2, 3],
        [5, 6],
      ],
      primary: { kind: 'image', index: 2 },
    });
    expect(hideRows(after, [[8, 9]])).toBe(after);
    expect(hideRows(before, [[0, 10]]).selection).toEqual({ rows: [], primary: null });
    const withPoint = { ...before, selection: { rows: [], primary: { kind: 'probe', id: 'a' } as const } };
    expect(hideRows(withPoint, [[0, 10]]).selection).toEqual(withPoint.selection);
  });

  it('isolate rows: all others are hidden, whatever was hidden before', () => {
    const before = { ...selecting(4), hidden: [[0, 1] as const] };
    const after = isolateRows(before, [[4, 6]], 10);
    expect(after.hidden).toEqual([
      [0, 4],
      [6, 10],
    ]);
    expect(after.selection).toEqual(before.selection);
    expect(showAll(after).hidden).toEqual([]);
  });
});

it('a dimension is named, and gets the model’s name back', () => {
  const named = nameDimension(EMPTY, 2, ' slant ');
  expect(named.dimensionNames).toEqual({ 2: 'slant' });
  expect(nameDimension(named, 2, '').dimensionNames).toEqual({});
  expect(nameDimension(EMPTY, 2, '')).toBe(EMPTY);
});
