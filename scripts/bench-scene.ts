/**
 * Measures the scene at 100,000 and 1,000,000 points in Chromium, beside an empty floor: three.js Points of the same
 * number in the same run. Prints JSON.
 *
 *   node scripts/bench-scene.ts [COUNT]…
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { chromium } from '@playwright/test';
import { createServer } from 'vite';
import { findTestBrowser } from './testBrowser.ts';

const root = resolve(import.meta.dirname, '..');
const counts = process.argv.slice(2).map(Number);
if (counts.some((count) => !(Number.isInteger(count) && count > 0))) {
  console.error('Expected numbers of points, as in: node scripts/bench-scene.ts 100000 1000000');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'hourglass-bench-scene-'));
const fsPath = (path: string) => `/@fs${join(root, path)}`;
writeFileSync(
  join(folder, 'index.html'),
  `<!doctype html><style>html,body,canvas{margin:0;width:100%;height:100%;display:block}</style>
<script type="module" src="${fsPath('scripts/benchScenePage.ts')}"></script>`,
);
const server = await createServer({
  root: folder,
  configFile: false,
  logLevel: 'error',
  resolve: { alias: { three: join(root, 'node_modules/three/build/three.module.js') } },
  server: { host: '127.0.0.1', port: 0, fs: { allow: [root, folder] }, watch: null, hmr: false },
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
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('pageerror', (error) => console.error(String(error)));
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    await page.waitForFunction(() => typeof window.benchScene === 'function');
    results.push(await page.evaluate((points) => window.benchScene?.(points), count));
    await page.close();
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Chromium ${browser.version()} on SwiftShader`;
  console.log(JSON.stringify({ machine, results }, null, 2));
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
