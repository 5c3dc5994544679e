import type { UnreadableFile } from '../../../protocol/collection.ts';
import { rangesOfRows, type RowRanges } from '../../../protocol/rowRanges.ts';
import type { ImageSource } from '../../images/ImageSource.ts';
import { arrayRowOf, type KnownRow } from '../RowTable.ts';
import type { Refusal } from '../UnreadableTable.ts';
import { factsHash } from './factsHash.ts';
import { matchMoved } from './matchMoved.ts';

/** What a collection has, as a search is compared with it. */
export interface KnownImages {
  /** Rows, those that are gone included. */
  count: number;
  find(path: string, arrayRow: number): KnownRow | null;
  at(row: number): KnownRow;
  isGone(row: number): boolean;
  /** Images that were tried and could not be read. */
  refusals: readonly Refusal[];
}

export interface RowImage {
  row: number;
  source: ImageSource;
}

/** What brings a collection up to date with what a search found. */
export interface SyncPlan {
  /** What the search found. */
  images: readonly ImageSource[];
  unreadable: readonly UnreadableFile[];
  /** To be encoded: no row has them. In the order of the search. */
  added: ImageSource[];
  /** To be encoded again: the row's file has another size or time than z was computed of. */
  changed: RowImage[];
  /** Their files are no longer there. */
  gone: RowRanges;
  /** Their files are there again, as they were. */
  back: RowRanges;
  /** Their files lie elsewhere, as they were. */
  moved: RowImage[];
  /** Name, label or metadata changed, the image did not. Rows that moved are not among them. */
  relabelled: RowImage[];
  /** Nothing to do. */
  unchanged: number;
  /** Could not be read and are as they were then, so they are not tried again. */
  refused: number;
  /** Refusals of files that are no longer there, or no longer as they were when they could not be read. */
  forgotten: number[];
}

/**
 * Compares what a search found with what a collection has. A file is its path and row in an array; it is as it was when
 * size and modification time are. A path that has a row keeps it, whatever the file is; only files without a row may be
 * ones that moved (matchMoved says which).
 */
export function planSync(
  known: KnownImages,
  found: { images: readonly ImageSource[]; unreadable: readonly UnreadableFile[] },
): SyncPlan {
  const { images, unreadable } = found;
  const plan: SyncPlan = {
    ...{ images, unreadable, gone: [], unchanged: 0, refused: 0 },
    ...{ added: [], changed: [], back: [], moved: [], relabelled: [], forgotten: [] },
  };
  const refusals = new Map(
    known.refusals.map((refusal) => [fileKey(refusal.path, refusal.arrayRow), refusal]),
  );
  const seen = new Uint8Array(known.count);
  const strangers: ImageSource[] = [];
  const back: number[] = [];
  for (const source of images) {
    const arrayRow = arrayRowOf(source);
    const key = refusals.size > 0 ? fileKey(source.path, arrayRow) : '';
    const refusal = refusals.get(key);
    const isRefused = refusal?.sizeBytes === source.sizeBytes && refusal.modifiedMs === source.modifiedMs;
    const row = known.find(source.path, arrayRow);
    if (row) seen[row.row] = 1;
    if (row?.sizeBytes === source.sizeBytes && row.modifiedMs === source.modifiedMs) {
      const isGone = known.isGone(row.row);
      const isRelabelled = row.facts !== factsHash(source);
      if (isGone) back.push(row.row);
      if (isRelabelled) plan.relabelled.push({ row: row.row, source });
      if (!isGone && !isRelabelled) plan.unchanged += 1;
    } else if (isRefused) {
      refusals.delete(key);
      plan.refused += 1;
    } else if (row) plan.changed.push({ row: row.row, source });
    else strangers.push(source);
  }
  plan.forgotten = [...refusals.values()].map(({ id }) => id);
  plan.back = rangesOfRows(back.sort((a, b) => a - b));
  findMissing(known, seen, strangers, plan);
  return plan;
}

/** What of the rows whose path was not found has moved, and what is gone. */
function findMissing(
  known: KnownImages,
  seen: Uint8Array,
  strangers: readonly ImageSource[],
  plan: SyncPlan,
): void {
  const missing: KnownRow[] = [];
  const goneBefore: KnownRow[] = [];
  const gone: number[] = [];
  for (let row = 0; row < known.count; row++) {
    if (seen[row]) continue;
    const isGone = known.isGone(row);
    // Without files that may be these there is nothing to compare.
    if (strangers.length > 0) {
      const image = known.at(row);
      if (image.path === null) continue;
      (isGone ? goneBefore : missing).push(image);
    } else if (isGone || known.at(row).path === null) continue;
    if (!isGone) gone.push(row);
  }
  const moved = matchMoved(strangers, missing, goneBefore);
  plan.moved = [...moved].map(([source, row]) => ({ row, source }));
  plan.added = strangers.filter((source) => !moved.has(source));
  const movedRows = new Set(moved.values());
  plan.gone = rangesOfRows(gone.filter((row) => !movedRows.has(row)));
}

const fileKey = (path: string, arrayRow: number) => `${arrayRow}\0${path}`;
