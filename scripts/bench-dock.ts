/**
 * `node scripts/bench-dock.ts IMAGES [--count 10000] [--rounds 2]`: so many images, linked from those of a folder. Prints how long
 * a frame takes while the camera turns, and how long from the hand to the pixels of a drag, with the dock folded away and with
 * each of its tabs open, in turns so that the machine's other work meets all of them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openInBrowser, type App } from '../e2e/App.ts';
import { linkImages } from './linkImages.ts';
import { ensureBuilt } from './setup.mjs';
import { findTestBrowser } from './testBrowser.ts';

/** What the page's meters hold: after so many samples nothing of an earlier phase is left in them. */
const SAMPLES = 256;
/** Of a window at 1280×800 with both panels, on nothing but the scene. */
const ORBIT_FROM = { x: 330, y: 60 };

interface Figures {
  frame: { p50: number; p95: number };
  handToPixels: { p50: number; p95: number };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '2' } },
});
const [source] = positionals;
if (!source) throw new Error('Expected a folder of images, as in: node scripts/bench-dock.ts ~/mnist');

/** Until the meter has seen SAMPLES more, moves the pointer there and back. */
async function moveUntilMeasured(app: App, from: { x: number; y: number }, meter: keyof Figures) {
  const count = async () => (await app.timings())[meter].count;
  const end = (await count()) + SAMPLES;
  await app.page.mouse.move(from.x, from.y);
  await app.page.mouse.down();
  for (let step = 1; (await count()) < end; step++) {
    const way = Math.sin(step / 12) * 50;
    await app.page.mouse.move(from.x + way, from.y + way / 2);
  }
}

async function measure(app: App): Promise<Figures> {
  await moveUntilMeasured(app, ORBIT_FROM, 'frame');
  await app.page.mouse.up();
  const { frame } = await app.timings();
  await app.page.keyboard.press('f');
  await moveUntilMeasured(app, await app.grabbable(), 'handToPixels');
  const { handToPixels } = await app.timings();
  await app.page.keyboard.press('Escape');
  await app.page.mouse.up();
  await app.still();
  return { frame, handToPixels };
}

process.env.HOURGLASS_BROWSER = (await findTestBrowser(join(import.meta.dirname, '..'))).path;
await ensureBuilt();
const folder = mkdtempSync(join(tmpdir(), 'hourglass-bench-dock-'));
try {
  const images = join(folder, 'images');
  await linkImages(source, images, Number(values.count));
  const app = await openInBrowser({ images: [images], model: 'digits' }, join(folder, 'data'));
  try {
    await app.collectionReady(Number(values.count));
    await app.still();
    const { page } = app;
    const tabs = await page.getByRole('tab').allTextContents();
    const all = new Map<string, Figures[]>();
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const tab of ['folded', ...tabs.map((name) => name.trim())]) {
        if (tab !== 'folded') {
          await page.getByRole('tab', { name: tab }).click();
          const unfold = page.getByRole('button', { name: 'Unfold the dock' });
          if (await unfold.isVisible()) await unfold.click();
        }
        await app.still();
        all.set(tab, [...(all.get(tab) ?? []), await measure(app)]);
        const fold = page.getByRole('button', { name: 'Fold the dock away' });
        if (await fold.isVisible()) await fold.click();
      }
    }
    console.log(`${values.count} images at 1280×800, ${cpus()[0]?.model.trim()} × ${cpus().length}`);
    const words = (figures: Figures[], which: keyof Figures) =>
      figures.map(({ [which]: { p50, p95 } }) => `${p50.toFixed(1)} (p95 ${p95.toFixed(1)})`).join(', ');
    for (const [tab, figures] of all) {
      console.log(
        `${tab}: frame ${words(figures, 'frame')} ms; hand to pixels ${words(figures, 'handToPixels')} ms`,
      );
    }
  } finally {
    await app.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
