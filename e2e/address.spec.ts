import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { BrowserHost } from './BrowserHost.ts';
import { expect, test as base } from './fixtures.ts';
import { supervisedEngine, type StartedEngine } from './StartedEngine.ts';

/** In Chromium whatever the project's host is: the shell shows no address. */
const test = base.extend<{ opened: { page: Page; engine: StartedEngine } }>({
  opened: async ({ folder }, use) => {
    const engine = await supervisedEngine({}, join(folder, 'data'));
    const host = await BrowserHost.open({}, engine, () => {});
    await use({ page: host.page, engine });
    await host.close();
  },
});
test.skip(({ browserName: _browserName }) => test.info().project.metadata.host !== 'browser');

const shows = (page: Page) => page.evaluate(() => window.hourglass!.ready);

test('an address opens once; the page it led to can be loaded again, after the engine was killed too', async ({
  opened: { page, engine },
}) => {
  await shows(page);
  const own = page.url();
  expect(own).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{40,}\/$/);
  await page.reload();
  await shows(page);

  const isRefused = async () => {
    const again = await page.goto(engine.url);
    expect(again?.status()).toBe(403);
    await expect(page.getByText('This address has opened a browser already')).toBeVisible();
  };
  await isRefused();
  await page.goto(own);
  await shows(page);

  const pid = engine.pid();
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => engine.pid()).not.toBe(pid);
  await page.reload();
  await shows(page);
  await isRefused();
});

test('a browser that was let in tells other servers on this machine nothing of it', async ({
  opened: { page },
}) => {
  await shows(page);
  expect(await page.context().cookies(page.url())).toHaveLength(1);
  const cookies: (string | undefined)[] = [];
  const other = createServer(({ headers }, response) => {
    cookies.push(headers.cookie);
    response.end('another page');
  });
  await once(other.listen(0, '127.0.0.1'), 'listening');
  await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
  expect(cookies.length).toBeGreaterThan(0);
  expect(new Set(cookies)).toEqual(new Set([undefined]));
  other.closeAllConnections();
  other.close();
});
