import type { CollectionState } from '../../protocol/collection.ts';
import type { ImageFit } from '../../protocol/model.ts';
import { clipped } from '../../protocol/clipped.ts';
import type { SQLInputValue } from 'node:sqlite';
import type { StoreDatabase } from './StoreDatabase.ts';
import { damagedStore } from './storeError.ts';

/** What a collection is of: given when it is made. */
export interface StoreStart {
  name: string;
  /** The folders and files it is made from. */
  paths: readonly string[];
  /** Says which model, with which description, z are from. */
  modelKey: string;
  /** D */
  latentSize: number;
  /** T, the side of a thumbnail in pixels; 0 for none. */
  tileSize: number;
  fit: ImageFit;
  /** '#rrggbb' */
  background: string;
  /** The model whose own samples the images are; null for a person's. */
  samplesOf: string | null;
  /** What the latent dimensions are called, where the model says. */
  latentNames: readonly string[] | null;
}

/** How far it is. One row of a table: cheap to ask for again and again. */
export interface StoreCursor {
  state: CollectionState;
  /** Images found, readable or not. */
  total: number;
  /** Rows 0..rows-1 there are, those that are gone included. */
  rows: number;
  /** Rows whose file is gone. */
  gone: number;
  /** Places taken in the vector files: more than rows once files changed. */
  slots: number;
  /** Slots that a power failure cannot take back. */
  flushed: number;
  /** Of the vector files: they were written anew so often, without what no row uses any more. */
  generation: number;
  /** Grows when rows that were there changed: z, path, gone or back. */
  revision: number;
}

export interface StoreInfo extends StoreStart, StoreCursor {
  createdMs: number;
}

type CursorRow = [CollectionState, number, number, number, number, number, number, number];
const CURSOR_FIELDS = 'state, total, rows, gone, slots, flushed, generation, revision';
type InfoRow = [
  ...CursorRow,
  string,
  string,
  string,
  number,
  number,
  ImageFit,
  string,
  string | null,
  string | null,
  number,
];

export function readCursor(db: StoreDatabase): StoreCursor {
  const row = db.get<CursorRow>(`SELECT ${CURSOR_FIELDS} FROM collection`);
  if (!row) throw damagedStore(db.path, 'expected one row in the table collection, got none');
  return cursorOf(row);
}

export function readInfo(db: StoreDatabase): StoreInfo {
  const row = db.get<InfoRow>(
    `SELECT ${CURSOR_FIELDS}, name, paths, model_key, latent_size, tile_size, fit, background, samples_of, latent_names, created_ms FROM collection`,
  );
  if (!row) throw damagedStore(db.path, 'expected one row in the table collection, got none');
  const [state, total, rows, gone, slots, flushed, generation, revision, ...rest] = row;
  const [name, paths, modelKey, latentSize, tileSize, fit, background, samplesOf, latentNames, createdMs] =
    rest;
  return {
    ...cursorOf([state, total, rows, gone, slots, flushed, generation, revision]),
    ...{ name, modelKey, latentSize, tileSize, fit, background, samplesOf, createdMs },
    paths: listOf(db, paths),
    latentNames: latentNames === null ? null : listOf(db, latentNames),
  };
}

/** @param json a text, and null or a number where the file is damaged */
function listOf({ path }: StoreDatabase, json: string): string[] {
  try {
    const list: unknown = JSON.parse(json);
    if (Array.isArray(list) && list.every((each) => typeof each === 'string')) return list;
  } catch {
    // Said below.
  }
  throw damagedStore(path, `expected a list of texts, got ${clipped(String(json), 100)}`);
}

export function insertInfo(db: StoreDatabase, start: StoreStart): void {
  const { name, paths, modelKey, latentSize, tileSize, fit, background, samplesOf, latentNames } = start;
  db.run(
    `INSERT INTO collection (one, name, paths, model_key, latent_size, tile_size, fit, background, samples_of,
       latent_names, created_ms, state, total) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'encoding', 0)`,
    name,
    JSON.stringify(paths),
    modelKey,
    latentSize,
    tileSize,
    fit,
    background,
    samplesOf,
    latentNames && JSON.stringify(latentNames),
    Date.now(),
  );
}

/** What may change of a collection as a whole. */
export type StoreChanges = Partial<Pick<StoreInfo, 'name' | 'paths' | keyof StoreCursor>>;

/** Within a transaction. */
export function updateInfo(db: StoreDatabase, changes: StoreChanges): void {
  const { paths, ...rest } = changes;
  const values: [string, SQLInputValue][] = Object.entries(rest);
  if (paths) values.push(['paths', JSON.stringify(paths)]);
  if (values.length === 0) return;
  const sets = values.map(([field]) => `${field} = ?`).join(', ');
  db.run(`UPDATE collection SET ${sets}`, ...values.map(([, value]) => value));
}

function cursorOf([state, total, rows, gone, slots, flushed, generation, revision]: CursorRow): StoreCursor {
  return { state, total, rows, gone, slots, flushed, generation, revision };
}
