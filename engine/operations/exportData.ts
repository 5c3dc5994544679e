import { join } from 'node:path';
import type { UnreadableFile } from '../../protocol/collection.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { rowPath } from '../../protocol/imageSource.ts';
import { DATA_FORMATS, type DataFormat, type exportData } from '../../protocol/operations/exportData.ts';
import type { LatentTable } from '../exports/LatentTable.ts';
import type { Thumbnails } from '../exports/projector.ts';
import { writeLatents } from '../exports/writeLatents.ts';
import { freePath, keptName } from '../files/numberedName.ts';
import { wholeFolder } from '../files/wholeFolder.ts';
import { writeWholeFrom } from '../files/writeWhole.ts';
import { CollectionStore } from '../store/CollectionStore.ts';
import { chosenRows, spansOf } from './chosenRows.ts';
import type { OperationContext, OperationRun } from './Operation.ts';
import { pointLatents } from './pointLatents.ts';
import { storedLatents } from './storedLatents.ts';
import { checkPlace, notWritten } from './takenPlace.ts';

type Context = OperationContext<typeof exportData>;

const ROWS_AT_ONCE = 8192;

export const run: OperationRun<typeof exportData> = async (input, context) => {
  const { folder, format, points, replace } = input;
  await checkPlace(folder, input.store);
  const extension = DATA_FORMATS[format];
  const name = keptName(input.name.trim().replace(new RegExp(`\\${extension}$`, 'i'), ''));
  const out = replace ? join(folder, `${name}${extension}`) : await freePath(folder, name, extension);
  if (points) {
    const table = pointLatents(points);
    await write(out, format, table, null, context);
    return { out, count: table.count, unreadable: [], leftOut: 0 };
  }
  const store = await CollectionStore.open(input.store.folder, { readOnly: true });
  try {
    const rows = chosenRows(store, input.ranges);
    if (rows.length === 0) throw new EngineError('bad-request', 'None of these images is there any more.');
    if (format === 'paths') return await writePaths(out, store, rows, context);
    const table = await storedLatents(store, rows, input.columns, reading(rows.length, context));
    const thumbnails = format === 'projector' ? await thumbnailsOf(store, rows) : null;
    await write(out, format, table, thumbnails, context);
    return { out, count: table.count, unreadable: [], leftOut: 0 };
  } finally {
    await store.close();
  }
};

/** Tells how many rows are read, and gives up when it is asked to. */
const reading =
  (total: number, { progress, signal }: Context) =>
  async (done: number): Promise<void> => {
    if (signal.aborted) throw new EngineError('cancelled', 'Cancelled.');
    await progress({ done, total, detail: 'reading' });
  };

async function write(
  out: string,
  format: DataFormat,
  table: LatentTable,
  thumbnails: Thumbnails | null,
  { progress, signal }: Context,
): Promise<void> {
  await progress({ done: table.count, total: table.count, detail: 'writing' });
  try {
    if (format !== 'projector') await writeLatents(out, table, { signal });
    else await wholeFolder(out, (made) => writeLatents(`${made}/`, table, { thumbnails, signal }));
  } catch (error) {
    throw notWritten(out, error);
  }
}

/** Thumbnails as large as all of them fit into a sprite. */
async function thumbnailsOf(
  store: CollectionStore,
  rows: Uint32Array<ArrayBuffer>,
): Promise<Thumbnails | null> {
  const { spriteTileSize } = await import('../exports/projector.ts');
  const { resample } = await import('../images/makeTile.ts');
  const from = store.tileSize;
  const tileSize = Math.min(from, spriteTileSize(rows.length));
  if (tileSize === 0) return null;
  const [bytes, ownBytes] = [tileSize * tileSize * 4, from * from * 4];
  const tiles = new Uint8Array(rows.length * bytes);
  let at = 0;
  for (const span of spansOf(rows, ROWS_AT_ONCE)) {
    const own = await store.tilesOf(span.rows);
    for (let i = 0; i < span.rows.length; i++, at += bytes) {
      const tile = own.subarray(i * ownBytes, (i + 1) * ownBytes);
      tiles.set(resample(tile, from, from, 4, tileSize, tileSize), at);
    }
  }
  return { tiles, tileSize };
}

/** One path a line, UTF-8; of a row of an array 'array.npz[12]'. */
async function writePaths(
  out: string,
  store: CollectionStore,
  rows: Uint32Array<ArrayBuffer>,
  context: Context,
) {
  const unreadable: UnreadableFile[] = [];
  let count = 0;
  const told = reading(rows.length, context);
  const parts = async function* () {
    for (const span of spansOf(rows, ROWS_AT_ONCE)) {
      const sources = store.sources(span.from, span.to);
      let part = '';
      for (const row of span.rows) {
        const source = sources[row - span.from]!;
        const reason = whyNoLine(source.path);
        if (reason !== null) unreadable.push({ path: source.path || source.name, reason });
        else {
          part += `${rowPath(source)}\n`;
          count += 1;
        }
      }
      yield part;
      await told(span.done);
    }
  };
  try {
    await writeWholeFrom(out, parts(), context.signal);
  } catch (error) {
    throw notWritten(out, error);
  }
  return { out, count, unreadable, leftOut: unreadable.length };
}

function whyNoLine(path: string): string | null {
  if (path === '') return 'drawn from the prior: it has no file';
  return /[\r\n]/.test(path) ? 'its path holds a line break, and has no place in a list of lines' : null;
}
