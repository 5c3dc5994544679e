import { describe, expect, it } from 'vitest';
import { rangesHave, rangesOfRows, rowsOfRanges } from '../../protocol/rowRanges.ts';
import { dropTag, tagRows, writeNote } from './columnEdits.ts';
import { History } from './History.svelte.ts';
import { withRows, withoutRows } from './selection.ts';
import type { ColumnCalls } from '../../protocol/calls.ts';
import type { RowRanges } from '../../protocol/rowRanges.ts';

/** An engine that keeps tags and notes as the calls say. */
function engine() {
  const tags = new Map<string, RowRanges>();
  const notes = new Map<number, string>();
  const calls: Pick<ColumnCalls, 'setTag' | 'removeTag' | 'setNote'> = {
    setTag: async ({ name, rows, on }) => {
      const had = tags.get(name) ?? [];
      tags.set(name, on ? withRows(had, rows) : withoutRows(had, rows));
      return { changed: rangesOfRows(rowsOfRanges(rows).filter((row) => rangesHave(had, row) !== on)) };
    },
    removeTag: async (name) => {
      const removed = tags.get(name) ?? [];
      tags.delete(name);
      return { removed };
    },
    setNote: async (row, text) => {
      const before = notes.get(row) ?? '';
      notes.set(row, text);
      return before;
    },
  };
  return { tags, notes, calls };
}

describe('tags and notes in the history', () => {
  it('are undone for the rows they changed alone, and made again', async () => {
    const { tags, calls } = engine();
    const history = new History();
    await calls.setTag({ name: 'odd', rows: [[0, 2]], on: true });
    history.add((await tagRows(calls, 'odd', [[1, 5]], true))!);
    expect(history.undoLabel).toBe('tag odd');
    await history.undo();
    expect(tags.get('odd')).toEqual([[0, 2]]);
    await history.redo();
    expect(tags.get('odd')).toEqual([[0, 5]]);
    expect(await tagRows(calls, 'odd', [[1, 5]], true)).toBeNull();
  });

  it('bring a removed tag back to the rows that had it', async () => {
    const { tags, calls } = engine();
    const history = new History();
    await calls.setTag({ name: 'odd', rows: [[3, 6]], on: true });
    history.add(await dropTag(calls, 'odd'));
    expect(tags.has('odd')).toBe(false);
    await history.undo();
    expect(tags.get('odd')).toEqual([[3, 6]]);
  });

  it('take a note back to before it was begun', async () => {
    const { notes, calls } = engine();
    const history = new History();
    history.add((await writeNote(calls, 7, 'a', '7.png'))!);
    history.add((await writeNote(calls, 7, 'ab', '7.png'))!);
    await history.undo();
    expect(notes.get(7)).toBe('');
    await history.redo();
    expect(notes.get(7)).toBe('ab');
    expect(await writeNote(calls, 7, 'ab', '7.png')).toBeNull();
  });
});
