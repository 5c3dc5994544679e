import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { openTrainForm } from './openTrainForm.ts';

test.setTimeout(300_000);

/** Begins a training on the folder that is open which does not end by itself soon, and waits until points follow it. */
async function beginWatched(
  open: (options: object) => Promise<App>,
  folder: string,
  before: (app: App) => Promise<void> = async () => {},
): Promise<App> {
  const { app, form } = await openTrainForm(open, folder);
  await app.page.keyboard.press('Escape');
  await expect(app.page.locator('dialog')).toHaveCount(0);
  await before(app);
  await app.page.getByRole('button', { name: 'Train on my images' }).click();
  await form.getByText('quality').click();
  await expect(form.getByText(/· 48 images ·/)).toBeVisible();
  await form.getByRole('button', { name: /^Train/ }).click();
  await expect(app.page.locator('dialog')).toHaveCount(0);
  await expect.poll(() => version(app), { timeout: 60_000 }).toBeGreaterThan(0);
  return app;
}

const panelOf = (app: App) => app.page.getByRole('region', { name: 'Training' });
const version = async (app: App) => (await app.state()).live?.version ?? 0;

/** How much of the page the points take, in CSS pixels. */
async function spreadPx(app: App): Promise<number> {
  await app.still();
  const places = await Promise.all(Array.from({ length: 48 }, (_, row) => app.screenPosition(row)));
  const [x, y] = [places.map((place) => place.x), places.map((place) => place.y)];
  return Math.max(Math.max(...x) - Math.min(...x), Math.max(...y) - Math.min(...y));
}

/** Waits for an update after this one: a dear one, and what the page takes to draw it, are saved up for at 4 % of the time. */
async function updateAfter(app: App, last: number): Promise<number> {
  await expect.poll(() => version(app), { timeout: 120_000 }).toBeGreaterThan(last);
  return version(app);
}

/** Presses an image where it is now; again where it moved on meanwhile. */
async function take(app: App): Promise<void> {
  await expect(async () => {
    await app.page.mouse.up();
    await app.drag(await app.grabbable(), 40, 30, { release: false });
    await expect.poll(async () => (await app.state()).probes.length, { timeout: 3000 }).toBe(1);
  }).toPass({ timeout: 40_000 });
}

test('points follow a training of their images, a drag is decoded by its newest weights, and its model opens in place', async ({
  open,
  folder,
}) => {
  const app = await beginWatched(open, folder);
  expect((await app.state()).model).toMatchObject({ name: 'Model in training' });
  await app.still();
  const place = await app.screenPosition(0);
  await updateAfter(app, await version(app));
  await expect.poll(async () => (await app.screenPosition(0)).x).not.toBe(place.x);

  await take(app);
  await expect.poll(async () => (await app.probe()) !== null).toBe(true);
  const atFirst = await app.probe();
  const { latentSize } = (await app.state()).model!;
  expect(atFirst?.z).toHaveLength(latentSize);
  // The hand lies still; what it holds is drawn again by the weights of the next update.
  await updateAfter(app, await version(app));
  await expect.poll(async () => (await app.probe())?.rgba).not.toEqual(atFirst?.rgba);
  await app.page.mouse.up();

  await panelOf(app).getByRole('button', { name: 'Finish now' }).click();
  const modelPath = join(app.dataFolder, 'models', 'discs');
  await expect.poll(async () => (await app.state()).model?.path, { timeout: 40_000 }).toBe(modelPath);
  const { live, pointCount, probes, collection } = await app.state();
  expect(live).toBe(null);
  // What was drawn of the weights on their way went with them; the images stayed.
  expect(probes).toEqual([]);
  expect(pointCount).toBe(48);
  expect(collection).toMatchObject({ state: 'ready', count: 48 });
  const grabbed = await app.grabbable();
  await app.drag(grabbed, 40, 30);
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  const details = await app.page.evaluate((row) => window.hourglass!.details(row), grabbed.index);
  const z = (await app.state()).probes[0]!.z;
  expect(details.z).toHaveLength(z.length);
});

test('a training that is cancelled while it is watched leaves what was open as it was', async ({
  open,
  folder,
}) => {
  let made: Awaited<ReturnType<App['state']>> | null = null;
  const app = await beginWatched(open, folder, async (opened) => {
    await opened.drag(await opened.grabbable(), 40, 30);
    await expect.poll(async () => (await opened.state()).probes.length).toBe(1);
    await opened.page.mouse.move(600, 300);
    const framed = (await opened.state()).view;
    await opened.page.mouse.wheel(0, -300);
    await expect.poll(async () => (await opened.state()).view).not.toEqual(framed);
    await opened.still();
    made = await opened.state();
  });
  expect((await app.state()).probes).toEqual([]);
  expect((await app.state()).undo).toBe(null);
  await expect(panelOf(app).getByText(/^Your decoded point is of the model before/)).toBeVisible();
  await take(app);
  await app.page.mouse.up();

  await panelOf(app).getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(async () => (await app.state()).live).toBe(null);
  const { model, collection, probes, undo, projection } = await app.state();
  expect({ model, collection, probes, undo, projection }).toEqual({
    model: made!.model,
    collection: made!.collection,
    probes: made!.probes,
    undo: made!.undo,
    projection: made!.projection,
  });
  // The camera comes back with the points.
  const from = made!.view!.position;
  const away = async () => {
    const { position } = (await app.state()).view!;
    return Math.hypot(...position.map((at, k) => at - from[k]!)) / Math.hypot(...from);
  };
  await expect.poll(away).toBeLessThan(1e-3);
});

test('a training whose process is killed while it is watched leaves what was open, also when it went on and was cancelled', async ({
  open,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'finds the process by its parent');
  let spread = 0;
  const app = await beginWatched(open, folder, async (opened) => void (spread = await spreadPx(opened)));
  // A page that is loaded now sees it too.
  await app.page.reload();
  await app.ready();
  await expect.poll(() => version(app)).toBeGreaterThan(0);
  expect((await app.state()).model).toMatchObject({ name: 'Model in training' });
  // Where a hand steers to meanwhile is of the training.
  await app.page.mouse.move(600, 300);
  await app.page.mouse.wheel(0, 1500);
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(app.host.enginePid())])
    .toString()
    .split('\n')
    .filter((line) => line.includes('jobProcess'));
  expect(children).toHaveLength(1);
  process.kill(parseInt(children[0]!, 10), 'SIGKILL');
  await expect.poll(async () => (await app.state()).live).toBe(null);
  await expect.poll(async () => (await app.state()).model?.name).toBe('Digits');
  // The engine begins it again by itself; given up, it leaves the same.
  await panelOf(app).getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(async () => (await app.state()).jobs.map(({ state }) => state)).not.toContain('running');
  await expect.poll(async () => (await app.state()).live).toBe(null);
  expect((await app.state()).model).toMatchObject({ name: 'Digits' });
  // The training's panel, which stays, has taken some room.
  await expect.poll(async () => (await spreadPx(app)) / spread).toBeGreaterThan(0.5);
});
