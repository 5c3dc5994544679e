/**
 * `node scripts/bench-first-drag.ts IMAGES… [--json]`: how long after a folder was chosen in a page that shows the bundled digits
 * its first image can be dragged, and how long until all of it is there. For each the seconds of its parts as the page sees them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { openInBrowser, type App } from '../e2e/App.ts';
import { ensureBuilt } from './setup.mjs';
import { findTestBrowser } from './testBrowser.ts';

const LONGEST_MS = 300_000;
const LONGEST_DECODE_MS = 2_000;
const MOST_TRIES = 20;

const { values, positionals: sets } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' } },
});
if (sets.length === 0) {
  console.error('Expected folders of images, as in: node scripts/bench-first-drag.ts ~/Pictures/mugs');
  process.exit(2);
}

interface FirstDrag {
  set: string;
  images: number;
  /** Seconds from the click that chose the folder: the model is open, a first point can be taken, the hand has moved one, all points are there. */
  model: number;
  point: number;
  dragged: number;
  all: number;
}

/** Milliseconds of the page's clock at which something became true, looked at in every frame. */
const momentOf = (page: Page, isSo: (name: string) => boolean, name: string): Promise<number> =>
  page
    .waitForFunction(isSo, name, { timeout: LONGEST_MS })
    .then(() => page.evaluate(() => performance.now()));

/** Where a point of a collection can be taken, as soon as one can. */
async function visiblePoint(page: Page, name: string): Promise<{ x: number; y: number; atMs: number }> {
  const found = await page.waitForFunction(
    (set) => {
      const { state, screenPosition } = window.hourglass!;
      const { collection, pointCount } = state();
      if (collection?.name !== set) return null;
      // Others may lie before the first.
      for (let index = 0; index < pointCount; index++) {
        const { x, y, visible } = screenPosition(index);
        if (visible) return { x, y, atMs: performance.now() };
      }
      return null;
    },
    name,
    { timeout: LONGEST_MS },
  );
  return (await found.jsonValue())!;
}

/** Points still move while images come in, so that a hand can miss one: it takes the next. @returns the moment the first dragged image was seen */
async function dragUntilSeen(app: App, first: { x: number; y: number }, name: string): Promise<number> {
  let from = first;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    await app.drag(from, 40, 30, { steps: 2 });
    const seen = await app.page
      .waitForFunction(() => window.hourglass!.timings().handToPixels.count > 0 && performance.now(), null, {
        timeout: LONGEST_DECODE_MS,
      })
      .then((moment) => moment.jsonValue())
      .catch(() => false as const);
    if (seen !== false) return seen;
    from = await visiblePoint(app.page, name);
  }
  throw new Error(`Nothing was dragged in ${MOST_TRIES} tries.`);
}

async function measure(app: App, folder: string): Promise<FirstDrag> {
  const { page } = app;
  const name = basename(folder);
  await page.getByRole('button', { name: 'Open images' }).click();
  const field = page.getByRole('textbox', { name: 'Path' });
  await field.fill(folder);
  await field.press('Enter');
  const choose = page.getByRole('button', { name: /this folder$/ });
  await choose.waitFor();
  const startMs = await choose.evaluate((button: HTMLElement) => {
    button.click();
    return performance.now();
  });
  const seconds = (moment: number) => Math.round((moment - startMs) / 10) / 100;
  const model = momentOf(page, (set) => window.hourglass!.state().model?.name === `${set} (instant)`, name);
  const all = momentOf(
    page,
    (set) => {
      const { collection, pointCount } = window.hourglass!.state();
      return collection?.name === set && collection.state === 'ready' && pointCount >= collection.count;
    },
    name,
  );
  const first = await visiblePoint(page, name);
  const point = first.atMs;
  const dragged = await dragUntilSeen(app, first, name);
  const times = { model: seconds(await model), point: seconds(point), dragged: seconds(dragged) };
  const allSeconds = seconds(await all);
  const { pointCount } = await app.state();
  return { set: name, images: pointCount, ...times, all: allSeconds };
}

process.env.HOURGLASS_BROWSER = (await findTestBrowser(resolve(import.meta.dirname, '..'))).path;
await ensureBuilt();
const measured: FirstDrag[] = [];
for (const set of sets) {
  const folder = mkdtempSync(join(tmpdir(), 'hourglass-first-drag-'));
  try {
    const app = await openInBrowser({}, join(folder, 'data'));
    try {
      await app.ready();
      await app.collectionReady(100);
      await app.still();
      measured.push(await measure(app, resolve(set)));
    } finally {
      await app.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const machine = `${cpus()[0]?.model.trim()} × ${cpus().length}, Node ${process.version}`;
if (values.json) console.log(JSON.stringify({ machine, measured }));
else {
  console.log(`Seconds after the folder was chosen; ${machine}`);
  console.table(measured);
}
