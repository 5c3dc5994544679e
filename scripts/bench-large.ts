/**
 * `node scripts/bench-large.ts IMAGES [--count 100000] [--json]`: so many images, linked from those of a folder, are really
 * encoded while a page shows them. Prints images a second beside what decoding and encoding alone reach, the peak memory of each
 * process, and how long the page and the engine were kept from answering. Linux only.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openInBrowser, type App } from '../e2e/App.ts';
import { processTree } from '../e2e/processTree.ts';
import { measureIngestOf } from '../engine/bench/measureIngestOf.ts';
import { Heartbeat, type Blocks } from './benchHeartbeat.ts';
import { linkImages } from './linkImages.ts';
import { peakMemoryBytes } from './peakMemory.ts';
import { ensureBuilt } from './setup.mjs';
import { findTestBrowser } from './testBrowser.ts';

const MODEL = 'digits';
const POLL_MS = 250;
const PING_MS = 20;
const LONGEST_MS = 600_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '100000' }, json: { type: 'boolean' } },
});
const count = Number(values.count);
const [source] = positionals;
if (!source || !Number.isInteger(count) || count < 1) {
  console.error('Expected a folder of images, as in: node scripts/bench-large.ts ~/mnist --count 100000');
  process.exit(2);
}

/** Which part of the app a process is; null for the rest of the browser. */
function partOf(command: string): string | null {
  if (command.includes('engine/main.ts')) return 'engine';
  if (command.includes('jobProcess')) return 'job';
  if (command.includes('--type=renderer')) return 'page';
  return command.includes('--type=gpu-process') ? "the page's GPU process" : null;
}

/** How long the engine takes to refuse a request without a token: nothing but its turn in the loop. */
function pingMs(url: string): Promise<number> {
  const startMs = performance.now();
  return new Promise((answered, failed) => {
    request(url, (response) => {
      response.resume().once('end', () => answered(performance.now() - startMs));
    })
      .once('error', failed)
      .end();
  });
}

interface Watched {
  seconds: number;
  peaksMb: Record<string, number>;
  page: Blocks;
  engineLongestMs: number;
}

/** Until all images are encoded and drawn. */
async function watch(app: App): Promise<Watched> {
  const peaksMb: Record<string, number> = {};
  let engineLongestMs = 0;
  const url = new URL('/', app.page.url()).href;
  const memory = setInterval(() => {
    for (const { pid, command } of processTree(process.pid)) {
      const part = partOf(command);
      if (part) peaksMb[part] = Math.max(peaksMb[part] ?? 0, Math.round(peakMemoryBytes(pid) / 2 ** 20));
    }
  }, POLL_MS);
  const pings = setInterval(() => {
    void pingMs(url).then((ms) => (engineLongestMs = Math.max(engineLongestMs, ms)));
  }, PING_MS);
  await app.page.evaluate(`window.heartbeat = new (${Heartbeat.toString()})(); window.heartbeat.start()`);
  const startMs = performance.now();
  app.page.setDefaultTimeout(LONGEST_MS);
  try {
    await app.collectionReady(count);
    const seconds = (performance.now() - startMs) / 1000;
    await app.still();
    const page = await app.page.evaluate<Blocks>('window.heartbeat.stop()');
    return { seconds, peaksMb, page, engineLongestMs: Math.round(engineLongestMs) };
  } finally {
    clearInterval(memory);
    clearInterval(pings);
  }
}

const root = resolve(import.meta.dirname, '..');
process.env.HOURGLASS_BROWSER = (await findTestBrowser(root)).path;
await ensureBuilt();
const folder = mkdtempSync(join(tmpdir(), 'hourglass-bench-large-'));
try {
  const images = join(folder, 'images');
  await linkImages(source, images, count);
  const floors = await measureIngestOf(MODEL, [resolve(source)], 'cpu');
  const app = await openInBrowser({ images: [images], model: MODEL }, join(folder, 'data'));
  const watched = await watch(app).finally(() => app.close());
  const rate = Math.round(count / watched.seconds);
  const machine = `${cpus()[0]?.model.trim()} × ${cpus().length}, Node ${process.version}`;
  if (values.json) console.log(JSON.stringify({ machine, count, rate, floors, ...watched }));
  else {
    console.log(`${count.toLocaleString('en')} images through ${MODEL}, ${machine}`);
    const { decodeOnly, encodeOnly, ingest } = floors;
    console.log(
      `floors, ${floors.imageCount} of them: decode only ${Math.round(decodeOnly)}/s, encode only ${Math.round(encodeOnly)}/s`,
    );
    console.log(`both, nothing stored: ${Math.round(ingest)}/s`);
    console.log(`stored, while a page shows them: ${rate}/s, ${watched.seconds.toFixed(1)} s`);
    for (const [part, mb] of Object.entries(watched.peaksMb)) console.log(`peak memory of ${part}: ${mb} MB`);
    console.log(
      `page kept from answering: longest ${watched.page.longestMs} ms, ${watched.page.over16Ms} times over 16 ms`,
    );
    console.log(`engine's longest answer: ${watched.engineLongestMs} ms`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
