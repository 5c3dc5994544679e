/**
 * Measures the scene at 100,000 and 1,000,000 points in Chromium: frames beside an empty floor, three.js Points of the same
 * number drawn in turns with them; and how long the page is kept from answering while points are loaded, hovered over
 * and lassoed with a real pointer. Prints JSON.
 *
 *   node scripts/bench-scene.ts [COUNT]…
 */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { chromium, type Page } from '@playwright/test';
import { createServer } from 'vite';
import type { Blocks } from './benchHeartbeat.ts';
import type { LoadFigures, SceneFigures } from './benchScenePage.ts';
import { findTestBrowser } from './testBrowser.ts';

const root = resolve(import.meta.dirname, '..');
const counts = process.argv.slice(2).map(Number);
if (counts.some((count) => !(Number.isInteger(count) && count > 0))) {
  console.error('Expected numbers of points, as in: node scripts/bench-scene.ts 100000 1000000');
  process.exit(2);
}

const WIDTH = 1280;
const HEIGHT = 800;

interface Figures extends SceneFigures {
  points: number;
  /** The same measurement with nothing to do: what the machine's other work adds to all of them. */
  idle: Blocks;
  load: LoadFigures;
  hover: Blocks;
  lasso: Blocks & { rows: number };
}

const settled = (page: Page) =>
  page.waitForFunction(() => window.bench?.settled, undefined, { timeout: 120_000 });

/** What `act` does to the page, seen by its heartbeat. */
async function blocksDuring(page: Page, act: () => Promise<unknown>): Promise<Blocks> {
  await page.evaluate(() => window.bench?.heartbeat.start());
  await act();
  return page.evaluate(() => window.bench!.heartbeat.stop());
}

/** In a circle over the middle of the points. */
async function circle(page: Page, turns: number): Promise<void> {
  for (let step = 0; step <= turns * 40; step++) {
    const angle = (step / 40) * 2 * Math.PI;
    await page.mouse.move(WIDTH / 2 + 170 * Math.cos(angle), HEIGHT / 2 + 170 * Math.sin(angle));
  }
}

async function lasso(page: Page): Promise<void> {
  await page.keyboard.down('Shift');
  await page.mouse.move(WIDTH / 2 + 170, HEIGHT / 2);
  await page.mouse.down();
  await circle(page, 1);
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await page.waitForFunction(() => window.bench?.lassoed !== null, undefined, { timeout: 120_000 });
}

async function measure(page: Page, points: number): Promise<Figures> {
  await page.evaluate((count) => void window.startBench?.(count), points);
  const idle = await blocksDuring(page, () => page.waitForTimeout(2000));
  // The pointer is over the points while they arrive.
  const loading = page.evaluate(() => window.bench!.load());
  await circle(page, 2);
  const load = await loading;
  const hover = await blocksDuring(page, () => circle(page, 3));
  await settled(page);
  const lassoBlocks = await blocksDuring(page, () => lasso(page));
  const rows = await page.evaluate(() => window.bench!.lassoed ?? 0);
  await settled(page);
  const figures = await page.evaluate(() => window.bench!.measure());
  return { points, idle, load, hover, lasso: { ...lassoBlocks, rows }, ...figures };
}

const folder = mkdtempSync(join(tmpdir(), 'hourglass-bench-scene-'));
const fsPath = (path: string) => `/@fs${join(root, path)}`;
writeFileSync(
  join(folder, 'index.html'),
  `<!doctype html><style>html,body{margin:0;height:100%}canvas{position:absolute;width:100%;height:100%}</style>
<script type="module" src="${fsPath('scripts/benchScenePage.ts')}"></script>`,
);
const server = await createServer({
  root: folder,
  configFile: false,
  logLevel: 'error',
  resolve: { alias: { three: join(root, 'node_modules/three/build/three.module.js') } },
  server: {
    host: '127.0.0.1',
    port: 0,
    fs: { allow: [root, folder, realpathSync(join(root, 'node_modules'))] },
    watch: null,
    hmr: false,
  },
  optimizeDeps: { noDiscovery: true },
});
await server.listen();
const { path: executablePath } = await findTestBrowser(root);
const browser = await chromium.launch({
  executablePath,
  args: [
    '--no-sandbox',
    '--disable-background-networking',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
    '--ignore-gpu-blocklist',
    '--enable-precise-memory-info',
    '--js-flags=--expose-gc',
  ],
});
try {
  const results = [];
  for (const count of counts.length > 0 ? counts : [100_000, 1_000_000]) {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
    page.on('pageerror', (error) => console.error(String(error)));
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    await page.waitForFunction(() => typeof window.startBench === 'function');
    results.push(await measure(page, count));
    await page.close();
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Chromium ${browser.version()} on SwiftShader`;
  console.log(JSON.stringify({ machine, results }, null, 2));
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
