/**
 * A process that sets and clears a tag of all rows of the collection in the folder named on its command line, each time
 * with a note of how often it did, until it is ended.
 */
import process from 'node:process';
import { CollectionStore } from '../CollectionStore.ts';

const store = await CollectionStore.open(process.argv[2] ?? '');
const { rows } = store.cursor;
const note = store.rowDetails(0).values['note'] ?? 0;
process.stdout.write('open\n');
for (let edit = Number(note) + 1; ; edit++) {
  await store.setTag('all', [[0, rows]], edit % 2 === 1);
  await store.setNote(0, String(edit));
}
