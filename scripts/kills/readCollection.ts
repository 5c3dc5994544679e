import { join } from 'node:path';
import type { ColumnInfo } from '../../protocol/columns.ts';
import { CollectionStore } from '../../engine/store/CollectionStore.ts';
import { listStores } from '../../engine/store/listStores.ts';
import type { Tally } from './Tally.ts';

export interface ReadCollection {
  rows: number;
  gone: number;
  /** The bytes of z by path. */
  zByPath: Map<string, Buffer>;
  tags: ColumnInfo[];
}

/** The only collection of a data folder, with what a collection must never hold counted. */
export async function readCollection(dataFolder: string, tally: Tally): Promise<ReadCollection> {
  const [entry, ...others] = await listStores(join(dataFolder, 'collections'));
  if (!entry) throw new Error('No store was written.');
  tally.add('stores too many', others.length);
  const store = await CollectionStore.open(entry.folder);
  const { rows, gone } = store.cursor;
  const z = await store.latents(0, rows);
  const size = z.length / rows;
  const zByPath = new Map<string, Buffer>();
  store.sources(0, rows).forEach(({ path }, row) => {
    if (zByPath.has(path)) tally.add('rows doubled', 1);
    zByPath.set(path, Buffer.from(z.slice(row * size, (row + 1) * size).buffer));
  });
  const tags = store.columns().filter(({ origin }) => origin === 'person');
  await store.close();
  return { rows, gone, zByPath, tags };
}
