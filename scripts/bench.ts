/**
 * `npm run bench [-- IMAGES…] [-- --json]`: what `hourglass bench` measures, and beside it the page: the round trip of
 * a decode and the time from hand to pixels while a real pointer drags a digit in Chromium.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openInBrowser } from '../e2e/App.ts';
import { measureEngine } from '../engine/bench/measureEngine.ts';
import { engineTable } from '../protocol/operations/bench.ts';
import { ensureBuilt } from './setup.mjs';
import { findTestBrowser } from './testBrowser.ts';

const DRAG_STEPS = 240;

/** Latencies of the page, in milliseconds, while a digit is dragged to and fro. */
async function measurePage() {
  process.env.HOURGLASS_BROWSER = (await findTestBrowser(resolve(import.meta.dirname, '..'))).path;
  const folder = mkdtempSync(join(tmpdir(), 'hourglass-bench-'));
  const started = performance.now();
  const app = await openInBrowser({}, join(folder, 'data'));
  try {
    await app.ready();
    const firstPointsMs = performance.now() - started;
    await app.collectionReady(100);
    const from = await app.grabbable();
    for (const [dx, dy] of [
      [120, 0],
      [-120, 60],
    ] as const) {
      await app.drag(from, dx, dy, { steps: DRAG_STEPS / 2 });
      await app.page.keyboard.press('Control+z');
    }
    return { firstPointsMs, ...(await app.timings()) };
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
ensureBuilt();
const engine = await measureEngine({
  images: positionals.map((path) => resolve(process.env.INIT_CWD ?? '.', path)),
  provider: 'cpu',
  onStage: async () => {},
});
const page = await measurePage();

if (values.json) console.log(JSON.stringify({ ...engine, page }));
else {
  console.log(engineTable(engine).join('\n'));
  console.log('page, digits, one drag in Chromium (beside the engine’s decode of digits above)');
  for (const [label, { count, p50, p95 }] of [
    ['decode, call to image   ', page.decode],
    ['hand to pixels          ', page.handToPixels],
    ['frame                   ', page.frame],
  ] as const) {
    console.log(`  ${label}   p50 ${p50.toFixed(2)} ms  p95 ${p95.toFixed(2)} ms  (${count})`);
  }
  console.log(
    `  first points after         ${(page.firstPointsMs / 1000).toFixed(2)} s  (engine and browser started cold)`,
  );
}
process.exit(0);
