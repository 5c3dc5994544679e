/**
 * `node scripts/kill.ts IMAGES [--kills 50] [--seed 1]`: starts the app, does something in it as a person would (encoding new
 * images, tagging all of them, dragging, training), and kills with SIGKILL at a random moment the engine, the job, the
 * launcher or the browser: all of what was done with each of what can be killed, in turns. Then counts rows lost or doubled,
 * z that differ from those of an encoding that nobody disturbed, tags and points that were shown and are gone, models that do
 * not open, and processes left behind. Exits with 1 when any is found.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openInBrowser, type App } from '../e2e/App.ts';
import { processTree, stillRunning, type RunningProcess } from '../e2e/processTree.ts';
import { launchedEngine } from '../e2e/StartedEngine.ts';
import { Random } from '../engine/random/Random.ts';
import { linkImages } from './linkImages.ts';
import { readCollection } from './kills/readCollection.ts';
import { modelsThatDoNotOpen } from './kills/modelsThatDoNotOpen.ts';
import { Tally } from './kills/Tally.ts';
import { ensureBuilt } from './setup.mjs';
import { findTestBrowser } from './testBrowser.ts';

/** New images for each round that encodes. */
const IMAGES_A_ROUND = 2000;
const LONGEST_MS = 120_000;
/** What is left this long after a kill is left for good. */
const GONE_WITHIN_MS = 10_000;
/** What a page shows for longer than this is on the disk. */
const SAVED_AFTER_MS = 600;
const LOST = /WebSocket|ERR_CONNECTION|ERR_EMPTY_RESPONSE|Failed to fetch|Failed to load resource/;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kills: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } },
});
const kills = Number(values.kills);
const [source] = positionals;
if (!source || !Number.isInteger(kills) || kills < 1) {
  console.error('Expected a folder of images, as in: node scripts/kill.ts ~/mnist --kills 50');
  process.exit(2);
}

type Victim = 'engine' | 'job' | 'launcher' | 'browser';

/** The app, started for one kill. */
interface Round {
  app: App;
  victim: Victim;
  /** Kills it after some time. Resolves when it has been killed. */
  kill(afterMs: number): Promise<void>;
}

const random = new Random(Number(values.seed));
const tally = new Tally();
const folder = mkdtempSync(join(tmpdir(), 'hourglass-kill-'));
const images = join(folder, 'images');
const dataFolder = join(folder, 'data');
let imageCount = 0;
/** Tags and points that the page showed for long enough to be on the disk. */
const shownTags: string[] = [];
const shownPoints = new Set<string>();

const connected = (app: App) =>
  app.page.waitForFunction(() => window.hourglass?.state().connection === 'open');

/** It is connected, and has all images. */
async function isDone(app: App): Promise<void> {
  await connected(app);
  await app.collectionReady(imageCount);
}

const pointsOf = async (app: App) =>
  (await app.state()).probes.map(({ name, z }) => `${name} ${z.map((value) => value.toFixed(4)).join()}`);

const addImages = async () => {
  await linkImages(source, join(images, `round-${imageCount}`), IMAGES_A_ROUND);
  imageCount += IMAGES_A_ROUND;
};

/** What a person does, with a kill in the middle of it. */
const DEEDS: Record<
  string,
  { victims: Victim[]; before?: () => Promise<void>; act(round: Round): Promise<void> }
> = {
  encode: {
    victims: ['engine', 'job', 'launcher', 'browser'],
    before: addImages,
    act: ({ kill }) => kill(random.uniform(0, 900)),
  },
  tag: {
    victims: ['engine', 'launcher', 'browser'],
    act: async ({ app, victim, kill }) => {
      await isDone(app);
      const name = `tag ${shownTags.length}-${random.uint32()}`;
      await app.page.keyboard.press('Escape');
      await app.page.keyboard.press('Control+a');
      const field = app.page.getByPlaceholder('New tag');
      await field.fill(name);
      await field.press('Enter');
      const killed = kill(random.uniform(0, 400));
      const tag = app.page.getByRole('button', { name, exact: true });
      const shown = tag.waitFor({ timeout: 300 }).then(
        () => true,
        () => false,
      );
      // A browser that is killed can no longer say what it showed.
      if ((await shown) && victim !== 'browser') shownTags.push(name);
      await killed;
    },
  },
  drag: {
    victims: ['engine', 'launcher', 'browser'],
    act: async ({ app, victim, kill }) => {
      await isDone(app);
      await app.page.keyboard.press('Escape');
      const from = await app.grabbable();
      await app.drag(from, 60, 30);
      await wait(SAVED_AFTER_MS);
      for (const point of await pointsOf(app)) shownPoints.add(point);
      await app.page.keyboard.press('Escape');
      await app.drag(await app.grabbable(), 30, 10, { release: false });
      const killed = kill(random.uniform(0, 120));
      await app.page.mouse.move(from.x - 40, from.y + 30, { steps: 12 }).catch(() => {});
      await killed;
      if (victim === 'browser') return;
      await app.page.mouse.up();
      if (victim !== 'engine') return;
      // The hand did not let go of the page: it goes on with the engine that came back.
      await connected(app);
      await wait(SAVED_AFTER_MS);
      for (const point of await pointsOf(app)) shownPoints.add(point);
    },
  },
  train: {
    victims: ['engine', 'job', 'launcher', 'browser'],
    act: async ({ app, kill }) => {
      await isDone(app);
      await app.page.getByRole('button', { name: 'Train on my images' }).click();
      const dialog = app.page.getByRole('dialog');
      await dialog.getByRole('button', { name: /^Train/ }).click();
      await app.page.waitForFunction(() =>
        window.hourglass!.state().jobs.some(({ operation }) => operation === 'train'),
      );
      await kill(random.uniform(0, 5000));
    },
  },
};

/** Starts the app with what was open, lets one deed be done with one kill in it, and ends what is left. */
async function round(deed: (typeof DEEDS)[string], victim: Victim): Promise<boolean> {
  await deed.before?.();
  const engine = launchedEngine({}, dataFolder);
  const app = await openInBrowser({}, dataFolder, engine);
  const { launcherPid } = await engine;
  app.expectErrors(LOST);
  app.page.setDefaultTimeout(LONGEST_MS);
  await connected(app);
  const tree = () => [...processTree(process.pid)];
  const pick: Record<Victim, (all: RunningProcess[]) => RunningProcess | undefined> = {
    engine: (all) => all.find(({ command }) => command.includes('engine/main.ts')),
    job: (all) => all.find(({ command }) => command.includes('jobProcess')),
    launcher: (all) => all.find(({ pid }) => pid === launcherPid),
    browser: (all) => all.find(({ command }) => /chrom/i.test(command) && !command.includes('--type=')),
  };
  let hit = false;
  /** What must be gone after the kill. */
  let doomed: RunningProcess[] = [];
  const kill = async (afterMs: number) => {
    await wait(afterMs);
    const all = tree();
    const found = pick[victim](all);
    // A job may have ended by itself.
    if (!found) return;
    hit = true;
    if (victim === 'launcher') doomed = processTree(launcherPid);
    else if (victim === 'engine') doomed = processTree(found.pid);
    else doomed = [found];
    process.kill(found.pid, 'SIGKILL');
  };
  await deed.act({ app, victim, kill });
  const limit = performance.now() + GONE_WITHIN_MS;
  while (stillRunning(doomed).length > 0 && performance.now() < limit) await wait(100);
  tally.add('processes left', stillRunning(doomed).length);
  if (victim === 'engine') await connected(app);
  await app.close().catch((error: unknown) => {
    if (victim !== 'browser') throw error;
  });
  return hit;
}

const root = resolve(import.meta.dirname, '..');
process.env.HOURGLASS_BROWSER = (await findTestBrowser(root)).path;
await ensureBuilt();
try {
  await addImages();
  const first = await openInBrowser({ images: [images], model: 'digits' }, dataFolder);
  await isDone(first);
  await first.close();

  const pairs = Object.entries(DEEDS).flatMap(([name, deed]) =>
    deed.victims.map((victim) => ({ name, deed, victim })),
  );
  const done = new Map<string, number>();
  for (let n = 0, tried = 0; n < kills && tried < 2 * kills; tried++) {
    const { name, deed, victim } = pairs[tried % pairs.length]!;
    if (!(await round(deed, victim))) continue;
    n += 1;
    const key = `${name}, ${victim}`;
    done.set(key, (done.get(key) ?? 0) + 1);
    console.error(`${n}: ${key}`);
  }

  const last = await openInBrowser({}, dataFolder);
  await isDone(last);
  const points = await pointsOf(last);
  tally.add('models not open at the last start', (await last.state()).model?.name === 'Digits' ? 0 : 1);
  await last.close();
  const calm = await openInBrowser({ images: [images], model: 'digits' }, join(folder, 'calm'));
  await isDone(calm);
  await calm.close();

  const disturbed = await readCollection(dataFolder, tally);
  const expected = await readCollection(join(folder, 'calm'), tally);
  const paths = [...expected.zByPath.keys()];
  tally.add('rows lost', paths.filter((path) => !disturbed.zByPath.has(path)).length);
  tally.add('rows that should not be', disturbed.rows - imageCount + disturbed.gone);
  const differs = (path: string) => !disturbed.zByPath.get(path)?.equals(expected.zByPath.get(path)!);
  tally.add('z that differ', paths.filter(differs).length);
  const tagNames = disturbed.tags.map(({ name }) => name);
  tally.add('tags lost', shownTags.filter((name) => !tagNames.includes(name)).length);
  tally.add('points lost', [...shownPoints].filter((point) => !points.includes(point)).length);
  tally.add('points doubled', points.length - new Set(points).size);
  tally.add('models that do not open', await modelsThatDoNotOpen(join(dataFolder, 'models')));
  for (const [key, count] of done) console.log(`killed while it should ${key.replace(',', ':')}: ${count}`);
  console.log(
    `${[...done.values()].reduce((a, b) => a + b, 0)} kills, ${disturbed.rows} rows, ${tagNames.length} tags (${shownTags.length} shown), ${points.length} points (${shownPoints.size} shown)`,
  );
  console.log(String(tally));
  if (!tally.isClean) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
