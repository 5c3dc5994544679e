import { setTimeout } from 'node:timers/promises';
import { mkdtemp } from 'node:fs/promises';
import { openInBrowser } from '../e2e/App.ts';
const [name, look, w, h] = process.argv.slice(2);
const folder = await mkdtemp('/tmp/hg/zz-');
const app = await openInBrowser({ images: [`/home/me/Pictures/${name}`], viewport: { width: Number(w), height: Number(h) } } as never, folder);
await app.page.emulateMedia({ colorScheme: look as 'dark' });
await app.page.waitForFunction(() => (window as any).hourglass);
await app.ready();
for (let i = 0; i < 240; i++) { const s = await app.state(); if (s.collection?.state === 'ready' && s.pointCount > 100) break; await setTimeout(250); }
await app.page.screenshot({ path: `/tmp/hg/shots/live-${name}-${look}-0.png` });
await app.page.getByRole('button', { name: /Train on my images/ }).first().click();
const form = app.page.getByRole('dialog');
await form.getByText('quick', { exact: true }).click();
await setTimeout(4000);
await app.page.screenshot({ path: `/tmp/hg/shots/live-${name}-${look}-form.png` });
await form.getByRole('button', { name: /^Train/ }).click();
for (let i = 0; i < 240; i++) { if (((await app.state()) as any).live?.version > 0) break; await setTimeout(100); }
const t0 = Date.now();
for (const s of [2, 10, 30]) { await setTimeout(Math.max(0, s * 1000 - (Date.now() - t0))); await app.page.screenshot({ path: `/tmp/hg/shots/live-${name}-${look}-${s}.png` }); }
for (let i = 0; i < 240; i++) { if (((await app.state()) as any).live === null) break; await setTimeout(500); }
await setTimeout(3000);
await app.page.screenshot({ path: `/tmp/hg/shots/live-${name}-${look}-end.png` });
await app.close();
