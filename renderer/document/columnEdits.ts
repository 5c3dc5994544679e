/** Edits that the engine keeps in the collection itself, not in the document: made by a call, undone by a call. */
import type { ColumnCalls } from '../../protocol/calls.ts';
import type { RowRanges } from '../../protocol/rowRanges.ts';
import type { Edit } from './History.svelte.ts';

/**
 * Sets a tag on rows, or takes it from them. Undo touches only the rows that it was not so for before.
 * @returns the edit that was made, for History.add; null where it was so for all rows already
 */
export async function tagRows(
  calls: Pick<ColumnCalls, 'setTag'>,
  name: string,
  rows: RowRanges,
  on: boolean,
): Promise<Edit | null> {
  const { changed } = await calls.setTag({ name, rows, on });
  if (changed.length === 0) return null;
  const put = async (to: boolean) => void (await calls.setTag({ name, rows: changed, on: to }));
  return { label: on ? `tag ${name}` : `take tag ${name}`, undo: () => put(!on), redo: () => put(on) };
}

/** Takes a tag from all rows that have it, and from the columns. */
export async function dropTag(calls: Pick<ColumnCalls, 'setTag' | 'removeTag'>, name: string): Promise<Edit> {
  const { removed: rows } = await calls.removeTag(name);
  return {
    label: `remove tag ${name}`,
    undo: async () => void (await calls.setTag({ name, rows, on: true })),
    redo: async () => void (await calls.removeTag(name)),
  };
}

/**
 * Sets a row's note; '' takes it away.
 * @param of what the image is called
 * @returns the edit that was made, for History.add; null where the note was the same
 */
export async function writeNote(
  calls: Pick<ColumnCalls, 'setNote'>,
  row: number,
  text: string,
  of: string,
): Promise<Edit | null> {
  const before = await calls.setNote(row, text);
  if (before === text) return null;
  const put = async (to: string) => void (await calls.setNote(row, to));
  return {
    label: `note on ${of}`,
    joins: `note ${row}`,
    undo: () => put(before),
    redo: () => put(text),
  };
}
