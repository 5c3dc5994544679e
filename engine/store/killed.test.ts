import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rowsOfRanges } from '../../protocol/rowRanges.ts';
import { Random } from '../random/Random.ts';
import { CollectionStore } from './CollectionStore.ts';
import { CollectionWriter } from './CollectionWriter.ts';
import { isBeingWritten } from './isBeingWritten.ts';
import { changedLatents } from './testing/changedImages.ts';
import { LATENT_SIZE, numberedBatch, numberedTiles, numbersFrom, START } from './testing/numberedImages.ts';

const APPEND_FOREVER = fileURLToPath(new URL('./testing/appendForever.ts', import.meta.url));
const TAG_FOREVER = fileURLToPath(new URL('./testing/tagForever.ts', import.meta.url));
const KILLS = 32;
const LONGEST_MS = 120;
const EDITS_PER_ROUND = 3;
let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'killed-'));
  folder = join(root, 'abc');
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Rows are dense, each image once, each with the z and thumbnail of itself as it was when it was last encoded. */
async function expectWhole(store: CollectionStore): Promise<void> {
  const { rows, gone, slots } = store.cursor;
  expect(slots).toBeGreaterThanOrEqual(rows);
  const numbers = numbersFrom(0, rows);
  const sources = store.sources(0, rows);
  // Compared as a whole: element by element a test's comparison would take most of its time.
  expect(sources.map(({ id }) => id).join()).toBe(numbers.join());
  expect(sources.map(({ path }) => Number.parseInt(path.split('/').at(-1)!)).join()).toBe(numbers.join());
  expect((await store.latents(0, rows)).join()).toBe(changedLatents(sources, numbers).join());
  expect(Buffer.compare(await store.tiles(0, rows), numberedTiles(numbers))).toBe(0);
  expect(store.names(0, rows).join()).toBe(numbers.map((number) => `${number % 7}/${number}.png`).join());

  const states = store.states(0, rows);
  expect(states.reduce((sum, state) => sum + state, 0)).toBe(gone);
  const label = store.columnValues('label', 0, rows).values as Uint16Array;
  const counts = Array<number>(7).fill(0);
  label.forEach((code, row) => (counts[code]! += 1 - states[row]!));
  const info = store.columns().find(({ name }) => name === 'label')!;
  expect(info.categories).toEqual(info.categories.map(({ name }, code) => ({ name, count: counts[code] })));
  expect(numbers.every((number) => info.categories[label[number]!]!.name === `class ${number % 7}`)).toBe(
    true,
  );
}

test(`kill -9 at ${KILLS} random moments loses nothing that was committed and doubles nothing`, async () => {
  const random = new Random(1);
  const tagged = new Set<number>();
  let before = 0;
  let uncommitted = 0;
  for (let round = 0; round < KILLS; round++) {
    const child = spawn(process.execPath, [APPEND_FOREVER, folder, String(round)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    // Where the last one was killed, the next goes on.
    expect(Number(said.toString())).toBe(before);
    // Meanwhile the engine reads, and a person tags.
    const engine = await CollectionStore.open(folder);
    for (let edit = 0; edit < EDITS_PER_ROUND; edit++) {
      await setTimeout(random.uniform(0, LONGEST_MS / EDITS_PER_ROUND));
      const { rows } = engine.cursor;
      if (rows === 0) continue;
      const row = random.below(rows);
      const { changed } = await engine.setTag('seen', [[row, row + 1]], true);
      expect(changed.length === 0).toBe(tagged.has(row));
      tagged.add(row);
    }
    await setTimeout(random.uniform(0, LONGEST_MS));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isBeingWritten(folder)).toBe(false);

    await expectWhole(engine);
    const { rows, slots } = engine.cursor;
    expect(rows).toBeGreaterThanOrEqual(before);
    before = rows;
    const seen = engine.columnValues('seen', 0, rows).values as Uint16Array;
    expect(new Set([...seen.keys()].filter((row) => seen[row] === 1))).toEqual(tagged);
    await engine.close();

    if (statSync(join(folder, 'latents.f32')).size > slots * LATENT_SIZE * 4) uncommitted += 1;
    const writer = await CollectionWriter.open(folder);
    expect(writer.repair).toBeNull();
    expect(writer.info).toMatchObject({ rows, slots });
    expect(statSync(join(folder, 'latents.f32')).size).toBe(slots * LATENT_SIZE * 4);
    expect(await writer.verify()).toBeNull();
    await writer.close();
  }
  expect(before).toBeGreaterThan(KILLS * 20);
  // Some of them struck between the vectors and the transaction.
  expect(uncommitted).toBeGreaterThan(0);

  // A sync that finds one file in nine gone, and one that finds all of them.
  const store = await CollectionStore.open(folder);
  const images = store.sources(0, before);
  await store.close();
  const writer = await CollectionWriter.open(folder);
  writer.applySync(writer.syncPlan({ images: images.filter(({ id }) => id % 9 > 0), unreadable: [] }));
  expect(writer.info.gone).toBe(Math.ceil(before / 9));
  const plan = writer.syncPlan({ images, unreadable: [] });
  expect(plan).toMatchObject({ added: [], changed: [], moved: [], relabelled: [] });
  expect(rowsOfRanges(plan.back).join()).toBe(
    numbersFrom(0, before)
      .filter((row) => row % 9 === 0)
      .join(),
  );
  writer.applySync(plan);
  expect(writer.info.gone).toBe(0);
  await writer.close();
  const whole = await CollectionStore.open(folder);
  await expectWhole(whole);
  await whole.close();
}, 240_000);

test('an editor that is killed has made each of its edits or not at all', async () => {
  const rows = 20_000;
  const writer = await CollectionWriter.create(folder, START);
  writer.appendBatch(numberedBatch(numbersFrom(0, rows)));
  await writer.close();
  const random = new Random(2);
  let edits = 0;
  for (let round = 0; round < 12; round++) {
    const child = spawn(process.execPath, [TAG_FOREVER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await setTimeout(random.uniform(0, 4 * LONGEST_MS));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const store = await CollectionStore.open(folder);
    const all = store.columns().find(({ name }) => name === 'all');
    expect([0, rows, undefined]).toContain(all?.known);
    if (all) {
      const flags = store.columnValues('all', 0, rows).values as Uint16Array;
      expect(flags.reduce((sum, flag) => sum + flag, 0)).toBe(all.known);
    }
    edits += Number(all !== undefined);
    await store.close();
  }
  expect(edits).toBeGreaterThan(0);
}, 240_000);
