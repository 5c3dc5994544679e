import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { drawDiscs } from './folders.ts';

test('training on a folder shows its progress, and its model opens with the images', async ({
  open,
  folder,
}) => {
  const images = join(folder, 'discs');
  await drawDiscs(images, 48);
  const app = await open({ images: [images], model: 'digits' });
  await app.ready();
  await app.collectionReady(48);
  await app.page.getByRole('button', { name: 'Train on my images' }).click();
  const dialog = app.page.getByRole('dialog');
  await expect(dialog.getByText(/· 48 images ·/)).toBeVisible();
  await dialog.getByRole('button', { name: /^Train/ }).click();
  await expect
    .poll(async () => (await app.state()).jobs.some(({ operation }) => operation === 'train'))
    .toBe(true);
  await expect.poll(async () => (await app.state()).model?.name, { timeout: 80_000 }).not.toBe('Digits');
  await app.collectionReady(48);
  // How it ended is the engine's to say: a page that is loaded now shows the result, and no seconds left.
  await app.page.reload();
  await app.ready();
  const panel = app.page.getByRole('region', { name: 'Training' });
  await expect(panel.getByText(/^Held-out squared error per image/)).toBeVisible();
  await expect(panel).not.toContainText(' left');
  await app.drag(await app.grabbable(), 40, 30);
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
});
