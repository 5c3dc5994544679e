/**
 * `node scripts/bench-traversal.ts [--model letters] [--rounds 30]`: the dock's grid of 16×11 images, from a press on a cell to the
 * new grid on screen, what of that the engine decoded, and, as the floor, the decoder's bare graph in one session.run.
 */
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { openInBrowser } from '../e2e/App.ts';
import type { ModelJson } from '../protocol/model.ts';
import { ensureBuilt } from './setup.mjs';
import { findTestBrowser } from './testBrowser.ts';

const ROWS = 16;
const COLUMNS = 11;
const { values } = parseArgs({
  options: { model: { type: 'string', default: 'letters' }, rounds: { type: 'string', default: '30' } },
});
const rounds = Number(values.rounds);
const root = join(import.meta.dirname, '..');

const words = (times: readonly number[]) => {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`;
};

/** Milliseconds of each run of the decoder as it was exported, over all z of a grid. */
async function bareRuns(): Promise<number[]> {
  const folder = join(root, 'models', values.model);
  const { decoder, latent } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as ModelJson;
  if (!decoder) throw new Error(`"${values.model}" has no decoder.`);
  const session = await InferenceSession.create(join(folder, decoder.file));
  const size = latent.shape.reduce((product, dim) => product * dim, 1);
  const count = Math.min(ROWS, size) * COLUMNS;
  const z = new Tensor(
    'float32',
    Float32Array.from({ length: count * size }, (_, i) => Math.sin(i)),
    [count, ...latent.shape],
  );
  const times: number[] = [];
  for (let round = -3; round < rounds; round++) {
    const startedAtMs = performance.now();
    await session.run({ [decoder.input]: z });
    if (round >= 0) times.push(performance.now() - startedAtMs);
  }
  await session.release();
  return times;
}

process.env.HOURGLASS_BROWSER = (await findTestBrowser(root)).path;
await ensureBuilt();
console.log(`${values.model}, ${ROWS}×${COLUMNS}, 1280×800, ${cpus()[0]?.model.trim()} × ${cpus().length}`);
console.log(`bare session.run: ${words(await bareRuns())}`);
const folder = mkdtempSync(join(tmpdir(), 'hourglass-bench-traversal-'));
try {
  const app = await openInBrowser({ model: values.model }, folder);
  try {
    await app.collectionReady();
    await app.page.getByRole('tab', { name: 'Traversals' }).click();
    const grid = app.page.getByRole('grid', { name: 'Images along z' });
    await grid.locator('[data-cell="0-0"]').waitFor();
    // The first press makes a point and opens the inspector; those that are counted move it.
    await grid.locator('[data-cell="0-4"]').click();
    await app.still();
    const measured = await grid.evaluate(async (table, count) => {
      const painted: number[] = [];
      const decoded: number[] = [];
      const rows = table.querySelectorAll('canvas').length;
      for (let round = 0; round < count; round++) {
        const { promise: came, resolve } = Promise.withResolvers<void>();
        const observer = new MutationObserver(() => {
          if (table.getAttribute('aria-busy') === 'false') resolve();
        });
        observer.observe(table, { attributes: true, attributeFilter: ['aria-busy'] });
        // No round comes to where the row is already.
        const column = Math.floor(round / rows) % 2 === 0 ? 2 : 8;
        const startedAtMs = performance.now();
        table.querySelector<HTMLElement>(`[data-cell="${round % rows}-${column}"]`)!.click();
        await came;
        // The canvases are drawn into by now, and on screen with the next frame.
        await new Promise(requestAnimationFrame);
        painted.push(performance.now() - startedAtMs);
        observer.disconnect();
        const told = table.parentElement!.querySelector('[role=status]')!.textContent;
        decoded.push(Number(/ in ([\d.]+) ms/.exec(told)?.[1]));
        await new Promise((rest) => setTimeout(rest, 200));
      }
      return { painted, decoded };
    }, rounds);
    console.log(`decoded in the engine: ${words(measured.decoded)}`);
    console.log(`press to painted: ${words(measured.painted)}`);
  } finally {
    await app.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
