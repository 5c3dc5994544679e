/** The part of bench-store.ts that makes the collection, and its floors. Arguments: folder, number of rows. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import type { ImageSource } from '../engine/images/ImageSource.ts';
import { CollectionWriter } from '../engine/store/CollectionWriter.ts';
import {
  benchImage,
  LATENT_SIZE,
  measureStep,
  memoryMb,
  TILE_SIZE,
  type Measured,
} from './benchStoreImages.ts';

const [folder = '', rowsText = ''] = process.argv.slice(2);
const rows = Number(rowsText);
const BATCHES = [256, 1024];
const measured: Measured[] = [];
const latents = Float32Array.from({ length: 1024 * LATENT_SIZE }, (_, i) => Math.sin(i));
const tiles = new Uint8Array(1024 * TILE_SIZE * TILE_SIZE * 4).map((_, i) => i * 7);
const perSecond = (count: number) => (_: unknown, ms: number) =>
  `${Math.round((count / ms) * 1000).toLocaleString('en')} rows/s`;

/** Does something with all images, some at a time, and measures that alone. */
async function withImages(
  what: string,
  count: number,
  batchSize: number,
  work: (images: ImageSource[]) => void,
): Promise<void> {
  let ms = 0;
  for (let from = 0; from < count; from += batchSize) {
    const size = Math.min(batchSize, count - from);
    const images = Array.from({ length: size }, (_, i) => benchImage(from + i));
    const startMs = performance.now();
    work(images);
    ms += performance.now() - startMs;
    // An ingest has its turns between batches too.
    await new Promise(setImmediate);
  }
  measured.push({
    ...{ what, ms, pauseMs: null, pauseCpuMs: null },
    ...{ memoryMb: memoryMb(), words: perSecond(count)(null, ms) },
  });
}

for (const batchSize of BATCHES) {
  const isLast = batchSize === BATCHES.at(-1);
  const count = isLast ? rows : Math.min(rows, 100_000);
  const writer = await CollectionWriter.create(join(folder, isLast ? 'store' : `store-${batchSize}`), {
    ...{ name: 'bench', paths: ['/home/person/pictures'], modelKey: 'bench', fit: 'cover' as const },
    ...{ latentSize: LATENT_SIZE, tileSize: TILE_SIZE, background: '#000000' },
    ...{ samplesOf: null, latentNames: null },
  });
  await withImages(`${count.toLocaleString('en')} rows by ${batchSize}`, count, batchSize, (sources) => {
    const n = sources.length;
    writer.appendBatch({
      sources,
      latents: latents.subarray(0, n * LATENT_SIZE),
      tiles: tiles.subarray(0, n * TILE_SIZE * TILE_SIZE * 4),
    });
  });
  await measureStep(measured, 'closing', () => writer.close());
}

const plain = new DatabaseSync(join(folder, 'plain.sqlite'));
plain.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE images (id INTEGER PRIMARY KEY,
  path, name, label, size, mtime, brightness REAL, contrast REAL, sharpness REAL, width REAL, taken, reviewed, caption)`);
const insert = plain.prepare(`INSERT INTO images VALUES (${Array<string>(13).fill('?').join(', ')})`);
let id = 0;
await withImages('floor: plain table, no index, by 1024', Math.min(rows, 200_000), 1024, (images) => {
  plain.exec('BEGIN');
  for (const { path, name, label, sizeBytes, modifiedMs, metadata } of images) {
    insert.run(id++, path, name, label, sizeBytes, modifiedMs, ...Object.values(metadata));
  }
  plain.exec('COMMIT');
});
plain.close();

await measureStep(
  measured,
  'floor: the same bytes from typed arrays',
  () => {
    const file = openSync(join(folder, 'plain.bytes'), 'w');
    const columns = new Float64Array(1024 * 6);
    for (let from = 0; from < rows; from += 1024) {
      writeSync(file, latents);
      writeSync(file, tiles);
      writeSync(file, columns);
    }
    fsyncSync(file);
    closeSync(file);
  },
  perSecond(rows),
);

const writer = await measureStep(measured, 'opening for writing', () =>
  CollectionWriter.open(join(folder, 'store')),
);
const images = Array.from({ length: rows }, (_, number) => benchImage(number));
const plan = await measureStep(
  measured,
  'comparing with a search that found all',
  () => writer.syncPlan({ images, unreadable: [] }),
  ({ unchanged }) => `${unchanged.toLocaleString('en')} unchanged`,
);
await measureStep(measured, 'bringing up to date', () => writer.applySync(plan));
await measureStep(measured, 'comparing all bytes with their checksums', () => writer.verify());
await writer.close();
process.stdout.write(JSON.stringify(measured));
