import { join } from 'node:path';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { copyDigits, drawDiscs } from './folders.ts';

const COUNT = 40;

const remark = (app: App) =>
  app.page
    .getByRole('complementary', { name: 'Collection' })
    .getByRole('status')
    .filter({ hasText: 'unlike' });

test('images unlike those of the model are remarked on, with training on them beside it, until that is dismissed', async ({
  open,
  folder,
}) => {
  const discs = join(folder, 'discs');
  await drawDiscs(discs, COUNT);
  const app = await open({ images: [discs], model: 'digits' });
  const { page } = app;
  await app.ready();
  await app.collectionReady(COUNT);
  await expect(remark(app)).toContainText(
    /These images are unlike those the model learned from: it draws them \d+ times worse than its own\./,
  );

  await remark(app).getByRole('button', { name: 'Train on these' }).click();
  const form = page.getByRole('dialog', { name: 'Train on my images' });
  await expect(form.getByRole('textbox', { name: 'Images' })).toHaveValue(discs);
  await expect(form.getByRole('button', { name: 'Train', exact: true })).toBeEnabled();
  await page.keyboard.press('Escape');
  await expect(form).toBeHidden();

  // It comes back with the page, and once it was dismissed with no page and no start.
  await page.reload();
  await app.ready();
  await expect(remark(app)).toBeVisible();
  await remark(app).getByRole('button', { name: 'Dismiss' }).click();
  await expect(remark(app)).toBeHidden();
  await page.reload();
  await app.ready();
  await app.collectionReady(COUNT);
  await expect(remark(app)).toBeHidden();
  await app.close();
  const again = await open();
  await again.ready();
  await again.collectionReady(COUNT);
  expect((await again.state()).collection?.name).toBe('discs');
  await expect(remark(again)).toBeHidden();
});

test('a model can be fitted to images that are remarked on, and draws them as its own', async ({
  open,
  folder,
}) => {
  const discs = join(folder, 'discs');
  await drawDiscs(discs, COUNT);
  const app = await open({ images: [discs], model: 'digits' });
  await app.ready();
  await app.collectionReady(COUNT);
  await remark(app).getByRole('button', { name: 'Fit a model to these' }).click();
  await expect.poll(async () => (await app.state()).model?.name).toBe('discs (instant)');
  await app.collectionReady(COUNT);
  await expect.poll(async () => (await app.state()).jobs).toEqual([]);
  await expect(remark(app)).toBeHidden();
});

test("a model's own samples, and more of their kind, are not remarked on", async ({ open, folder }) => {
  const app = await open({ model: 'digits' });
  await app.ready();
  await app.collectionReady(100);
  await expect.poll(async () => (await app.state()).jobs).toEqual([]);
  await expect(remark(app)).toBeHidden();
  await app.close();

  const digits = join(folder, 'digits');
  copyDigits(digits, 3, '0258');
  const again = await open({ images: [digits], model: 'digits' });
  await again.ready();
  await again.collectionReady(12);
  await expect.poll(async () => (await again.state()).jobs).toEqual([]);
  await expect(remark(again)).toBeHidden();
});
