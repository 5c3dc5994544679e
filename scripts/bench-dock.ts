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

/** Of a phase: enough for a p95, and not minutes where a frame takes 100 ms. */
const SAMPLES = 120;
const PHASE_LIMIT_MS = 120_000;
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

/** Moves the pointer there and back, pressed, until the meter has seen SAMPLES of it. */
async function moveUntilMeasured(app: App, from: { x: number; y: number }, meter: keyof Figures) {
  const { mouse } = app.page;
  await mouse.move(from.x, from.y);
  await mouse.down();
  await app.page.evaluate(() => window.hourglass!.resetTimings());
  const deadline = performance.now() + PHASE_LIMIT_MS;
  for (let step = 1; (await app.timings())[meter].count < SAMPLES; step++) {
    if (performance.now() > deadline)
      throw new Error(`Of "${meter}" too few were seen: ${JSON.stringify(await app.timings())}`);
    const way = Math.sin(step / 12) * 50;
    await mouse.move(from.x + way, from.y + way / 2);
  }
  return (await app.timings())[meter];
}

async function measure(app: App): Promise<Figures> {
  const { page } = app;
  const frame = await moveUntilMeasured(app, ORBIT_FROM, 'frame');
  await page.mouse.up();
  await page.keyboard.press('f');
  const handToPixels = await moveUntilMeasured(app, await app.grabbable(), 'handToPixels');
  await page.keyboard.press('Escape');
  await page.mouse.up();
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
    console.log(`${values.count} images at 1280×800, ${cpus()[0]?.model.trim()} × ${cpus().length}`);
    const words = ({ p50, p95 }: Figures['frame']) => `${p50.toFixed(1)} ms (p95 ${p95.toFixed(1)})`;
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const tab of ['folded', ...tabs.map((name) => name.trim())]) {
        if (tab !== 'folded') {
          await page.getByRole('tab', { name: tab }).click();
          const unfold = page.getByRole('button', { name: 'Unfold the dock' });
          if (await unfold.isVisible()) await unfold.click();
        }
        await app.still();
        const { frame, handToPixels } = await measure(app);
        console.log(`${tab}: frame ${words(frame)}; hand to pixels ${words(handToPixels)}`);
        const fold = page.getByRole('button', { name: 'Fold the dock away' });
        if (await fold.isVisible()) await fold.click();
      }
    }
  } finally {
    await app.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
