import type { Page } from '@playwright/test';
import { join } from 'node:path';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { root } from './Host.ts';
import { independentDecode, largestDifference } from './independentDecode.ts';
import { latentsOf } from './latents.ts';
import { openLetters } from './openLetters.ts';
import { endByForce, processTree } from './processTree.ts';

const LETTERS = join(root, 'models', 'letters');

const projection = async (app: App) => (await app.state()).projection!;

/** Fills in the form for a projection that is computed, and sends it off. */
async function compute(page: Page, method: string, dims: '2D' | '3D' = '3D'): Promise<void> {
  await page.keyboard.press('p');
  const dialog = page.getByRole('dialog', { name: 'New projection' });
  await dialog.getByText(method, { exact: true }).click();
  await dialog.getByText(dims, { exact: true }).click();
  await dialog.getByRole('button', { name: 'Compute' }).click();
  await expect(page.locator('dialog')).toHaveCount(0);
}

async function untilComputed(app: App, title: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const { title: shown, isRefining } = await projection(app);
        return `${shown} ${isRefining}`;
      },
      { timeout: 30_000 },
    )
    .toBe(`${title} false`);
  await app.still();
}

test('UMAP is seen as it refines, kept, dragged by a local chart, and left and come back to', async ({
  open,
}) => {
  const app = await openLetters(open);
  const { page } = app;
  const before = await app.scenePicture();
  await compute(page, 'UMAP');
  await expect.poll(async () => (await projection(app)).kind).toBe('curved');
  await untilComputed(app, 'UMAP');
  expect((await app.scenePicture()).equals(before)).toBe(false);
  await expect(
    page.getByRole('list', { name: 'Projections' }).getByRole('button', { name: 'UMAP', exact: true }),
  ).toHaveAttribute('title', /UMAP, 3D, neighbours 15, least distance 0.1, seed 1, trustworthiness 0\.9/);
  // What it made is the projection; the job is no more.
  expect((await app.state()).jobs).toEqual([]);

  // The point begins where it was: a hand that has hardly moved has hardly changed z, residual and all.
  const latents = await latentsOf(app);
  const from = await app.grabbable();
  await app.drag(from, 4, 0, { steps: 2 });
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  const moved = (await app.state()).probes[0]!.z;
  const way = (a: readonly number[], b: readonly number[]) =>
    Math.hypot(...a.map((value, d) => value - b[d]!));
  const spread = way(latents[0]!, latents[400]!);
  expect(way(moved, latents[from.index]!)).toBeGreaterThan(0);
  expect(way(moved, latents[from.index]!)).toBeLessThan(spread / 4);

  // Farther on it draws something else, which is what the decoder draws there, and it is told where that is.
  const { probes } = await app.state();
  const at = await page.evaluate((id) => window.hourglass!.screenPositionOfProbe(id), probes[0]!.id);
  await app.drag(at, 110, -50);
  await expect.poll(async () => way((await app.state()).probes[0]!.z, moved)).toBeGreaterThan(0.5);
  await app.still();
  const { z } = (await app.state()).probes[0]!;
  await expect.poll(async () => (await app.probe())?.z).toEqual(z);
  const drawn = (await app.probe())!;
  expect(largestDifference(drawn.rgba, await independentDecode(LETTERS, z))).toBeLessThanOrEqual(1);
  const distances = latents.map((each) => way(each, z));
  const nearest = Math.min(...distances);
  await expect.poll(async () => (await app.state()).nearness?.distance ?? -1).toBeCloseTo(nearest, 4);
  expect((await app.state()).nearness!.nearest).toBe(distances.indexOf(nearest));
  await expect(page.getByTestId('nearness')).toContainText(/among the images|between images|beyond the data/);

  // PCA again, and back: the same places, and the point with them.
  await page.keyboard.press('Escape');
  const umap = await app.scenePicture();
  await page.getByRole('list', { name: 'Projections' }).getByRole('button', { name: 'PCA' }).click();
  await expect.poll(async () => (await projection(app)).kind).toBe('pca');
  await app.still();
  expect((await app.scenePicture()).equals(umap)).toBe(false);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await projection(app)).title).toBe('UMAP');
  await page.reload();
  await app.ready();
  await expect.poll(async () => (await projection(app)).title).toBe('UMAP');
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
});

test('t-SNE in two dimensions is seen from the front; stopped, it is kept as it was then; cancelled, nothing is', async ({
  open,
}) => {
  const app = await openLetters(open);
  const { page } = app;
  const before = (await app.state()).view!;
  await compute(page, 't-SNE', '2D');
  await page.getByRole('button', { name: 'Stop here' }).click();
  await untilComputed(app, 't-SNE 2D');
  const { dims } = await projection(app);
  expect(dims).toBe(2);
  const { position, target } = (await app.state()).view!;
  expect(Math.abs(position[0]! - target[0]!)).toBeLessThan(1e-3);
  expect(Math.abs(position[1]! - target[1]!)).toBeLessThan(1e-3);
  await expect(
    page.getByRole('list', { name: 'Projections' }).getByRole('button', { name: 't-SNE 2D', exact: true }),
  ).toHaveAttribute('title', /stopped early/);

  await page.getByRole('list', { name: 'Projections' }).getByRole('button', { name: 'PCA' }).click();
  await expect.poll(async () => (await projection(app)).dims).toBe(3);
  await app.still();
  const back = (await app.state()).view!;
  back.position.forEach((value, k) => expect(value).toBeCloseTo(before.position[k]!, 3));

  await compute(page, 'PaCMAP');
  await page
    .getByRole('list', { name: 'Projections' })
    .getByRole('button', { name: /^Cancel/ })
    .click();
  await expect.poll(async () => (await projection(app)).kind).toBe('pca');
  await expect(page.getByRole('button', { name: 'PaCMAP', exact: true })).toHaveCount(0);
});

test('a direction from some images to others is an axis, along which a drag is exact', async ({ open }) => {
  const app = await openLetters(open);
  const { page } = app;
  await page.keyboard.press('p');
  const dialog = page.getByRole('dialog', { name: 'New projection' });
  await dialog.getByText('Axes', { exact: true }).click();
  await dialog.getByLabel('First axis', { exact: true }).selectOption('concept');
  await dialog.getByLabel('First axis: from the mean of').selectOption({ label: 'A' });
  await dialog.getByLabel('First axis: to the mean of').selectOption({ label: 'O' });
  await dialog.getByLabel('Second axis', { exact: true }).selectOption({ label: 'slant' });
  await dialog.getByLabel('Third axis', { exact: true }).selectOption('none');
  await dialog.getByRole('button', { name: 'Show' }).click();
  await expect.poll(async () => (await projection(app)).title).toBe('A → O · slant');
  expect((await projection(app)).dims).toBe(2);
  await app.still();

  // Along the screen's x: z changes by a multiple of the direction that leaves the slant as it is.
  const latents = await latentsOf(app);
  const from = await app.grabbable();
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.keyboard.down('x');
  await page.mouse.move(from.x + 90, from.y + 10, { steps: 6 });
  await page.mouse.up();
  await page.keyboard.up('x');
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  const { z } = (await app.state()).probes[0]!;
  const change = z.map((value, d) => value - latents[from.index]![d]!);
  const slant = 2;
  expect(Math.abs(change[slant]!)).toBeLessThan(1e-5);
  const labels = await page.evaluate(async () => {
    const { pointCount } = window.hourglass!.state();
    const all = Array.from({ length: pointCount }, (_, row) => window.hourglass!.details(row));
    return (await Promise.all(all)).map(({ values }) => values['label']);
  });
  const meanOf = (label: string) =>
    change.map((_, d) => {
      const rows = latents.filter((_, row) => labels[row] === label);
      return rows.reduce((sum, row) => sum + row[d]!, 0) / rows.length;
    });
  const [a, o] = [meanOf('A'), meanOf('O')];
  const direction = change.map((_, d) => (d === slant ? 0 : o[d]! - a[d]!));
  const along = change.reduce((sum, value, d) => sum + value * direction[d]!, 0);
  const cosine = along / (Math.hypot(...change) * Math.hypot(...direction));
  expect(cosine).toBeGreaterThan(0.99999);

  // The same axis twice is refused, in words, and the form stays.
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
  await dialog.getByText('Axes', { exact: true }).click();
  await dialog.getByLabel('Second axis', { exact: true }).selectOption({ label: 'weight' });
  await dialog.getByRole('button', { name: 'Show' }).click();
  await expect(dialog.getByRole('alert')).toContainText('do not span');
});

test('a point that is kept near the data does not leave it', async ({ open }) => {
  const app = await openLetters(open);
  const { page } = app;
  const from = await app.grabbable();
  const dragOut = () => app.drag(from, -from.x + 350, 0, { release: false, steps: 6 });
  await dragOut();
  await expect.poll(async () => (await app.state()).nearness?.kind).toBe('beyond');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await page.keyboard.press('d');
  await dragOut();
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  await expect.poll(async () => (await app.state()).nearness?.kind).toBe('among');
  await page.mouse.up();
});

test('a projection whose job is killed, or whose engine is, leaves the one before, and can be computed again', async ({
  open,
}) => {
  const app = await openLetters(open);
  const { page } = app;
  const list = page.getByRole('list', { name: 'Projections' });
  // More neighbours than the form offers at first, so that there is time to kill it.
  const begin = async () => {
    await page.keyboard.press('p');
    const dialog = page.getByRole('dialog', { name: 'New projection' });
    await dialog.getByText('t-SNE', { exact: true }).click();
    await dialog.getByLabel('Perplexity').fill('200');
    await dialog.getByRole('button', { name: 'Compute' }).click();
    await expect(page.locator('dialog')).toHaveCount(0);
    await expect.poll(async () => (await projection(app)).isRefining, { intervals: [20] }).toBe(true);
  };
  await begin();
  endByForce(processTree(app.host.enginePid()).filter(({ command }) => command.includes('jobProcess')));
  await expect.poll(async () => (await projection(app)).kind).toBe('pca');
  await expect.poll(async () => (await app.state()).jobs.map(({ state }) => state)).toEqual(['failed']);
  await expect(list.getByRole('button', { name: 't-SNE', exact: true })).toHaveCount(0);
  const latents = await latentsOf(app);
  await page.getByRole('button', { name: /^Dismiss/ }).click();

  app.expectErrors(/WebSocket|ERR_CONNECTION|Failed to fetch|Failed to load resource/);
  await begin();
  app.killEngine();
  await expect
    .poll(
      async () => {
        const { connection, projection: shown } = await app.state();
        return `${connection} ${shown?.kind}`;
      },
      { timeout: 30_000 },
    )
    .toBe('open pca');
  await app.collectionReady(800);
  expect(await latentsOf(app)).toEqual(latents);
  await compute(page, 'PaCMAP');
  await untilComputed(app, 'PaCMAP');
});
