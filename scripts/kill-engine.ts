/**
 * `node scripts/kill-engine.ts IMAGES [--count 20000] [--seed 1]`: kills the engine 30 times at random moments (ten of an ingest, ten
 * of a tag being set, ten of a drag) under an open page, and then counts rows lost or doubled, z that differ from those of an
 * ingest that nobody disturbed, tags and points that were shown and are gone, and processes left behind. Exits with 1 when any
 * is found.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openInBrowser, type App } from '../e2e/App.ts';
import { processTree, stillRunning, type RunningProcess } from '../e2e/processTree.ts';
import { Random } from '../engine/random/Random.ts';
import { CollectionStore } from '../engine/store/CollectionStore.ts';
import { listStores } from '../engine/store/listStores.ts';
import { linkImages } from './linkImages.ts';
import { ensureBuilt } from './setup.mjs';
import { findTestBrowser } from './testBrowser.ts';

/** More in a few seconds than a supervisor believes to be bad luck: then the whole app is started anew. */
const KILLS_A_START = 5;
const STARTS_A_KIND = 2;
/** Some kills before the page shows a tag of all images as set, some after. */
const LONGEST_TAG_MS = 400;
const LONGEST_MS = 120_000;
const LOST = /WebSocket|ERR_CONNECTION|ERR_EMPTY_RESPONSE|Failed to fetch|Failed to load resource/;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
});
const count = Number(values.count);
const [source] = positionals;
if (!source || !Number.isInteger(count) || count < 1) {
  console.error('Expected a folder of images, as in: node scripts/kill-engine.ts ~/mnist --count 20000');
  process.exit(2);
}
const random = new Random(Number(values.seed));
const folder = mkdtempSync(join(tmpdir(), 'hourglass-kill-engine-'));
const images = join(folder, 'images');
const dataFolder = join(folder, 'data');

const connected = (app: App) =>
  app.page.waitForFunction(() => window.hourglass?.state().connection === 'open');

/** It is connected, and has all images. */
async function isDone(app: App): Promise<void> {
  app.page.setDefaultTimeout(LONGEST_MS);
  await connected(app);
  await app.collectionReady(count);
}

let kills = 0;
/** Engines and jobs that ran when an engine was killed: a job whose engine is gone is nobody's child. */
const killed: RunningProcess[] = [];
const found: Record<string, number> = {};
const add = (what: string, n: number) => (found[what] = (found[what] ?? 0) + n);

/** Starts the app twice, and lets `act` do something and kill the engine five times each. */
async function starts(act: (app: App, kill: () => void) => Promise<void>): Promise<void> {
  for (let start = 0; start < STARTS_A_KIND; start++) {
    const app = await openInBrowser({ images: [images], model: 'digits' }, dataFolder);
    app.expectErrors(LOST);
    await connected(app);
    for (let round = 0; round < KILLS_A_START; round++) {
      await act(app, () => {
        killed.push(
          ...processTree(process.pid).filter(({ command }) => /engine\/main|jobProcess/.test(command)),
        );
        app.killEngine();
        kills += 1;
      });
      // First lost, then there again; not seen to be lost where it was back between two looks.
      await app.page
        .waitForFunction(() => window.hourglass?.state().connection !== 'open', undefined, {
          polling: 5,
          timeout: 2000,
        })
        .catch(() => {});
      await connected(app);
    }
    await app.close();
  }
}

/** z by path, and how often a path is there. */
async function readStore(data: string) {
  const [entry, ...others] = await listStores(join(data, 'collections'));
  if (!entry) throw new Error('No store was written.');
  add('stores too many', others.length);
  const store = await CollectionStore.open(entry.folder);
  const { rows, gone } = store.cursor;
  const z = await store.latents(0, rows);
  const size = z.length / rows;
  const byPath = new Map<string, Buffer>();
  store.sources(0, rows).forEach(({ path }, row) => {
    if (byPath.has(path)) add('rows doubled', 1);
    byPath.set(path, Buffer.from(z.slice(row * size, (row + 1) * size).buffer));
  });
  const tags = store.columns().filter(({ origin }) => origin === 'person');
  await store.close();
  return { rows, gone, byPath, tags };
}

async function ingest(app: App, kill: () => void): Promise<void> {
  await wait(random.uniform(50, 900));
  kill();
}

/** Tags that the page has shown as set. */
const shownTags: string[] = [];
async function tag(app: App, kill: () => void): Promise<void> {
  await isDone(app);
  const name = `tag ${kills}`;
  await app.page.keyboard.press('Escape');
  await app.page.keyboard.press('Control+a');
  const field = app.page.getByPlaceholder('New tag');
  await field.fill(name);
  await field.press('Enter');
  await wait(random.uniform(0, LONGEST_TAG_MS));
  kill();
  if (await app.page.getByRole('button', { name, exact: true }).isVisible()) shownTags.push(name);
}

const shownPoints: string[] = [];
async function drag(app: App, kill: () => void): Promise<void> {
  await isDone(app);
  const before = (await app.state()).probes.length;
  await app.page.keyboard.press('Escape');
  const from = await app.grabbable();
  await app.drag(from, 40, 10, { release: false });
  const killed = wait(random.uniform(0, 120)).then(kill);
  await app.page.mouse.move(from.x + 60, from.y + 30, { steps: 12 });
  await killed;
  await app.page.mouse.up();
  await app.page.waitForFunction((n) => window.hourglass!.state().probes.length === n, before + 1);
  await connected(app);
  // Time enough for the document to be saved by the engine that came back.
  await wait(600);
  shownPoints.push(...(await app.state()).probes.slice(before).map(({ name, z }) => `${name} ${z.join()}`));
}

const root = resolve(import.meta.dirname, '..');
process.env.HOURGLASS_BROWSER = (await findTestBrowser(root)).path;
await ensureBuilt();
try {
  await linkImages(source, images, count);
  await starts(ingest);
  await starts(tag);
  await starts(drag);

  const last = await openInBrowser({}, dataFolder);
  await isDone(last);
  const points = (await last.state()).probes.map(({ name, z }) => `${name} ${z.join()}`);
  await last.close();
  const calm = await openInBrowser({ images: [images], model: 'digits' }, join(folder, 'calm'));
  await isDone(calm);
  await calm.close();

  const disturbed = await readStore(dataFolder);
  const expected = await readStore(join(folder, 'calm'));
  add('rows lost', [...expected.byPath.keys()].filter((path) => !disturbed.byPath.has(path)).length);
  add('rows that should not be', disturbed.rows - count + disturbed.gone);
  const differs = ([path, z]: [string, Buffer]) => !disturbed.byPath.get(path)?.equals(z);
  add('z that differ', [...expected.byPath].filter(differs).length);
  const tagNames = disturbed.tags.map(({ name }) => name);
  add('tags lost', shownTags.filter((name) => !tagNames.includes(name)).length);
  add(
    'tags on some of the images',
    disturbed.tags.filter(({ known }) => known !== 0 && known !== count).length,
  );
  add('points lost', shownPoints.filter((point) => !points.includes(point)).length);
  add('points doubled', points.length - new Set(points).size);
  add('processes left', stillRunning(killed).length);
  console.log(
    `${kills} kills, ${disturbed.rows} rows, ${tagNames.length} tags (${shownTags.length} shown before their kill), ${points.length} points`,
  );
  for (const [what, n] of Object.entries(found)) console.log(`${what}: ${n}`);
  if (Object.values(found).some((n) => n !== 0)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
