import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CollectionStore } from '../../../engine/store/CollectionStore.ts';
import { CollectionWriter } from '../../../engine/store/CollectionWriter.ts';
import { numberedBatch, numbersFrom, START } from '../../../engine/store/testing/numberedImages.ts';
import type { FuzzTarget } from '../FuzzTarget.ts';
import { mutateBytes } from '../mutateBytes.ts';
import { toldBy } from '../toldBy.ts';

const ROWS = 60;
let sound: Record<string, Uint8Array> = {};

/** The files of a stored collection, one of them changed: read, then mended by a writer, then read again. */
export const target: FuzzTarget = {
  name: 'store',
  start: async (folder) => {
    const writer = await CollectionWriter.create(folder, START);
    writer.appendBatch(numberedBatch(numbersFrom(0, ROWS)));
    await writer.close();
    const names = readdirSync(folder).filter((name) => !name.endsWith('lock'));
    sound = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
  },
  make: (random) => {
    const name = random.pick(Object.keys(sound).filter((each) => sound[each]?.length));
    return { ...sound, [name]: mutateBytes(random, sound[name] ?? new Uint8Array()) };
  },
  run: async (_input, folder) => [
    ...(await toldBy(() => readAll(folder))),
    ...(await toldBy(async () => (await CollectionWriter.open(folder)).close())),
    ...(await toldBy(() => readAll(folder))),
  ],
};

async function readAll(folder: string): Promise<void> {
  const store = await CollectionStore.open(folder);
  try {
    const { rows } = store.info;
    for (const { name } of store.columns()) store.columnValues(name, 0, rows);
    store.unreadable();
    store.states(0, rows);
    store.names(0, rows);
    store.sources(0, rows);
    await store.latents(0, rows);
    await store.tiles(0, rows);
    if (rows > 0) await store.setTag('seen', [[0, 1]], true);
  } finally {
    await store.close();
  }
}
