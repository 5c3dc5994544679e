import type { ImageSource } from '../../images/ImageSource.ts';
import { arrayRowOf, type KnownRow } from '../RowTable.ts';

/** Folders above a file that are compared at most. */
const MAX_FOLDERS = 16;

/**
 * Which files without a row are those of rows without a file. A file is taken for a row's when both have the same base
 * name, row in an array, size and modification time, and each is the only such one. Where there are several (copies; a
 * dataset unpacked with one time for all), those whose folder has the same name too are compared among themselves, then
 * with the folder above it, and so on up. What is still not told apart is not matched: a wrong z would be worse than
 * encoding an image again.
 * @param missing rows whose file was there until now; they come before
 * @param goneBefore rows whose file has been gone for longer
 * @returns the row for each file that moved
 */
export function matchMoved(
  strangers: readonly ImageSource[],
  missing: readonly KnownRow[],
  goneBefore: readonly KnownRow[],
): Map<ImageSource, number> {
  const moved = new Map<ImageSource, number>();
  if (strangers.length === 0) return moved;
  const groups = new Map<string, Group>();
  for (const source of strangers) {
    const { path, sizeBytes, modifiedMs } = source;
    const key = imageKey(path, arrayRowOf(source), sizeBytes, modifiedMs);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { files: [], rows: [] }));
    group.files.push(source);
  }
  const place = (rows: readonly KnownRow[], wanted: (group: Group) => boolean) => {
    for (const row of rows) {
      const group = groups.get(imageKey(row.path!, row.arrayRow, row.sizeBytes, row.modifiedMs));
      if (group && wanted(group)) group.rows.push(row);
    }
  };
  place(missing, () => true);
  const without = new Set([...groups.values()].filter(({ rows }) => rows.length === 0));
  place(goneBefore, (group) => without.has(group));
  for (const group of groups.values()) if (group.rows.length > 0) tellApart(group, 0, moved);
  return moved;
}

/** Files and rows that may be each other's. */
interface Group {
  files: ImageSource[];
  rows: KnownRow[];
}

/** @param folders how many folders above the file the members of the group have in common */
function tellApart({ files, rows }: Group, folders: number, moved: Map<ImageSource, number>): void {
  if (files.length === 1 && rows.length === 1) {
    moved.set(files[0]!, rows[0]!.row);
    return;
  }
  if (folders === MAX_FOLDERS) return;
  const groups = new Map<string, Group>();
  for (const file of files) {
    const name = folderName(file.path, folders);
    if (name === null) continue;
    let group = groups.get(name);
    if (!group) groups.set(name, (group = { files: [], rows: [] }));
    group.files.push(file);
  }
  for (const row of rows) {
    const name = folderName(row.path!, folders);
    if (name !== null) groups.get(name)?.rows.push(row);
  }
  for (const group of groups.values()) if (group.rows.length > 0) tellApart(group, folders + 1, moved);
}

function imageKey(path: string, arrayRow: number, sizeBytes: number, modifiedMs: number): string {
  return `${path.split(SEPARATOR).at(-1)}\0${arrayRow}\0${sizeBytes}\0${modifiedMs}`;
}

/** The name of the nth folder above a file, 0 for the one that it is in; null where there is none. */
function folderName(path: string, n: number): string | null {
  return path.split(SEPARATOR).at(-2 - n) || null;
}

const SEPARATOR = /[\\/]/;
