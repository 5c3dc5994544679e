import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { drawDiscs } from './folders.ts';

const COUNT = 48;

test('the open model is trained further on the open images, and the new one opens with them', async ({
  open,
  folder,
}) => {
  const images = join(folder, 'discs');
  await drawDiscs(images, COUNT);
  const app = await open({ images: [images], model: 'digits' });
  await app.ready();
  await app.collectionReady(COUNT);
  await app.page.getByRole('button', { name: 'Train further' }).click();
  const dialog = app.page.getByRole('dialog');
  await expect(
    dialog.getByText('"Digits" goes on from what it has learned: z of 3, 28×28 grey'),
  ).toBeVisible();
  await expect(dialog.getByText(/· 48 images · 28×28/)).toBeVisible();
  await expect(dialog.getByRole('radio', { name: 'As before' })).toBeChecked();
  await dialog.getByText('Sharp edges', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Train further' }).click();
  await expect(app.page.locator('dialog')).toHaveCount(0);
  await expect.poll(async () => (await app.state()).model?.name, { timeout: 80_000 }).toBe('Digits 2');
  await app.collectionReady(COUNT);
  const panel = app.page.getByRole('region', { name: 'Training' });
  await expect(panel.getByText(/^Held-out squared error per image: .*PCA.*loss \(?sharp/)).toBeVisible();
  await app.page.getByRole('button', { name: 'About', exact: true }).click();
  await expect(dialog.getByText('between images', { exact: true })).toBeVisible();
  await expect(dialog.getByText('draws of the prior', { exact: true })).toHaveCount(2);
  const card = dialog.getByRole('img', { name: /halfway from each to the next/ });
  await expect.poll(() => card.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await app.page.keyboard.press('Escape');
  await expect(app.page.locator('dialog')).toHaveCount(0);
  // The model that was trained further can be trained further once more.
  await app.page.getByRole('button', { name: 'Train further' }).click();
  await expect(dialog.getByPlaceholder('Digits 3')).toBeVisible();
});
