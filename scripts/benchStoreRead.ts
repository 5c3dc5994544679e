/** The part of bench-store.ts that opens the collection as the engine does, and asks it. Arguments: folder, rows. */
import { join } from 'node:path';
import process from 'node:process';
import { CollectionQueries } from '../engine/store/queries/CollectionQueries.ts';
import { CollectionStore } from '../engine/store/CollectionStore.ts';
import { countOfRanges, type RowRanges } from '../protocol/rowRanges.ts';
import { CLASSES, measureStep, memoryMb, type Measured } from './benchStoreImages.ts';

const [folder = '', rowsText = ''] = process.argv.slice(2);
const rows = Number(rowsText);
const measured: Measured[] = [];
const inWords = (ranges: RowRanges) => `${countOfRanges(ranges).toLocaleString('en')} rows`;
const page = { offset: 0, limit: 100 } as const;

const nothing = { what: 'nothing yet', ms: 0, pauseMs: null, pauseCpuMs: null, words: '' };
measured.push({ ...nothing, memoryMb: memoryMb() });
const store = await measureStep(measured, 'opening', () => CollectionStore.open(join(folder, 'store')));
await measureStep(
  measured,
  'how far it is',
  () => store.cursor,
  ({ rows: count }) => `${count} rows`,
);
await measureStep(
  measured,
  'columns()',
  () => store.columns(),
  (columns) => `${columns.length} columns`,
);
await measureStep(measured, 'columns() again', () => store.columns());
await measureStep(measured, 'states of all rows', () => store.states(0, rows));
await measureStep(measured, '65,536 values of a number, to be sent', () =>
  store.columnValues('contrast', 0, Math.min(rows, 65_536)),
);
await measureStep(measured, '4,096 texts, to be sent', () =>
  store.columnValues('caption', 0, Math.min(rows, 4096)),
);

const queries = new CollectionQueries(store);
await measureStep(measured, 'loading a column of numbers', () => queries.columns.get('brightness'));
await measureStep(measured, 'loading a column of categories', () => queries.columns.get('label'));
const leftOut = await measureStep(
  measured,
  'filter: range AND categories',
  () =>
    queries.leftOut({
      brightness: { kind: 'range', min: 0.25, max: 0.5, hideMissing: true },
      label: {
        kind: 'categories',
        hidden: Array.from({ length: CLASSES - 3 }, (_, i) => `class ${i}`),
        hideMissing: true,
      },
    }),
  (out) => `${(rows - out.reduce((sum, one) => sum + one, 0)).toLocaleString('en')} rows`,
);
await measureStep(
  measured,
  'histogram of 50 bins by 20 groups',
  () => queries.histogram('brightness', { bins: 50, groupBy: 'label' }),
  (counts) => `${counts.length - 1} groups`,
);
await measureStep(measured, 'sorted page of a number', () =>
  queries.sortedPage('brightness', { direction: 'descending', ...page, leftOut }),
);
await measureStep(measured, 'sorted page of a number, the next', () =>
  queries.sortedPage('brightness', { direction: 'descending', offset: 100, limit: 100, leftOut }),
);
await measureStep(measured, 'sorted page of a category', () =>
  queries.sortedPage('label', { direction: 'ascending', ...page }),
);
await measureStep(measured, 'sorted page of a date, column not loaded', () =>
  queries.sortedPage('taken', { direction: 'ascending', ...page }),
);
await measureStep(measured, 'sorted page of names', () =>
  queries.sortedPage(null, { direction: 'ascending', ...page }),
);
await measureStep(measured, 'sorted page of texts', () =>
  queries.sortedPage('caption', { direction: 'ascending', ...page }),
);
await measureStep(measured, 'search, one word', () => queries.search('4711'), inWords);
await measureStep(measured, 'search, two words', () => queries.search('thing folder'), inWords);
await measureStep(measured, 'tagging 1,000 rows', () => store.setTag('some', [[5000, 6000]], true));
await measureStep(measured, 'tagging all rows', () => store.setTag('all', [[0, rows]], true));
await measureStep(measured, 'untagging all rows', () => store.setTag('all', [[0, rows]], false));
await measureStep(measured, 'a note', () => store.setNote(4711, 'odd'));
await measureStep(measured, 'all that is known of a row', () => store.rowDetails(4711));
await measureStep(measured, 'thumbnails of 256 rows anywhere', () =>
  store.tilesOf(Uint32Array.from({ length: 256 }, (_, i) => (i * 7919) % rows)),
);
await measureStep(measured, 'z of 16,384 rows', () => store.latents(0, Math.min(rows, 16_384)));
await measureStep(measured, 'z of all rows', () => store.latents(0, rows));
await measureStep(measured, 'closing', () => store.close());
process.stdout.write(JSON.stringify(measured));
