import { join } from 'node:path';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { copyDigits, digitFiles, drawDiscs } from './folders.ts';

const COUNT = 40;

const modelPanel = (app: App) => app.page.getByRole('complementary', { name: 'Collection' });

test('a folder opened at the first start is seen through a model fitted to it, and can be dragged at once', async ({
  open,
  folder,
}) => {
  const discs = join(folder, 'discs');
  await drawDiscs(discs, COUNT);
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  await app.host.choose('Open images', discs);
  await expect
    .poll(() => app.state(), { timeout: 30_000 })
    .toMatchObject({
      model: { name: 'discs (instant)', hasEncoder: true, hasDecoder: true },
      collection: { name: 'discs', count: COUNT, state: 'ready' },
      pointCount: COUNT,
    });
  await expect(
    modelPanel(app).getByText(
      /^Linear, fitted to 40 images in \d+(\.\d)? s\. Keeps \d+ % of what they differ by\.$/,
    ),
  ).toBeVisible();
  await app.drag(await app.grabbable(), 60, 40);
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  expect(await app.probe()).toMatchObject({ width: 32, height: 32 });

  // Among what was opened lately there are the images, once, with their model.
  await expect(app.page.getByRole('button', { name: 'discs · discs (instant)' })).toHaveCount(1);
  await app.close();
  const again = await open({ dataFolder: app.dataFolder });
  await again.ready();
  await again.collectionReady(COUNT);
  expect((await again.state()).model?.name).toBe('discs (instant)');
});

test('images dropped on a bundled collection are opened by themselves, with a model of their own', async ({
  open,
}) => {
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  await app.host.drop([...digitFiles('3', 6), ...digitFiles('8', 6)]);
  await expect.poll(async () => (await app.state()).model?.name, { timeout: 30_000 }).toMatch(/\(instant\)$/);
  await app.collectionReady(12);
  expect((await app.state()).collection?.count).toBe(12);
  // More of them join these.
  await app.host.drop(digitFiles('5', 2));
  await app.collectionReady(14);
  // The bundled model is a command away.
  await app.page.keyboard.press('Control+k');
  await app.page.getByRole('combobox', { name: 'Find a command' }).fill('through digits');
  await app.page.keyboard.press('Enter');
  await expect.poll(async () => (await app.state()).model?.name).toBe('Digits');
  await app.collectionReady(14);
});

test('a single image says why it has no model of its own', async ({ open }) => {
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  await app.host.drop(digitFiles('3', 1));
  await expect(app.page.getByRole('alert').getByText('Found only 1 image that can be read')).toBeVisible();
  await expect.poll(() => app.state()).toMatchObject({ model: { name: 'Digits' }, pointCount: 1 });
});

test('an instant model is improved by one press, and the trained one takes its place', async ({
  open,
  folder,
}) => {
  test.setTimeout(180_000);
  const digits = join(folder, 'my digits');
  const count = copyDigits(digits, 3);
  const app = await open({ images: [digits] });
  await app.ready();
  await app.collectionReady(count);
  const { page } = app;
  const { latentSize } = (await app.state()).model!;
  await modelPanel(app).getByRole('button', { name: 'Improve' }).click();
  const training = page.getByRole('region', { name: 'Training' });
  await expect(training.getByRole('heading', { name: 'Training my digits' })).toBeVisible();
  await training.getByRole('button', { name: 'Finish now' }).click({ timeout: 60_000 });
  await expect.poll(async () => (await app.state()).model?.name, { timeout: 90_000 }).toBe('my digits');
  await app.collectionReady(count);
  expect(await app.state()).toMatchObject({
    model: { latentSize },
    collection: { name: 'my digits', count },
  });
  await expect(modelPanel(app).getByRole('button', { name: 'Improve' })).toHaveCount(0);
  // The instant model does not stay among what was opened lately.
  await expect(page.getByRole('button', { name: 'my digits · my digits', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /instant/ })).toHaveCount(0);

  // Opened again from a bundled collection, the folder is seen through what was trained on it.
  await page.getByRole('button', { name: /^Letters/ }).click();
  await expect.poll(async () => (await app.state()).model?.name).toBe('Letters');
  await app.host.choose('Open images', digits);
  await expect.poll(async () => (await app.state()).model?.name).toBe('my digits');
});
