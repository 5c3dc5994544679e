import { expect, test } from './fixtures.ts';
import { openTrainForm } from './openTrainForm.ts';

test('training on a folder shows its progress, and its model opens with the images', async ({
  open,
  folder,
}) => {
  const { app, form, count } = await openTrainForm(open, folder);
  await expect(form.getByText(/· 48 images ·/)).toBeVisible();
  await form.getByRole('button', { name: /^Train/ }).click();
  await expect
    .poll(async () => (await app.state()).jobs.some(({ operation }) => operation === 'train'))
    .toBe(true);
  await expect.poll(async () => (await app.state()).model?.name, { timeout: 80_000 }).not.toBe('Digits');
  await app.collectionReady(count);
  // How it ended is the engine's to say: a page that is loaded now shows the result, and no seconds left.
  await app.page.reload();
  await app.ready();
  const panel = app.page.getByRole('region', { name: 'Training' });
  await expect(panel.getByText(/^Held-out squared error per image/)).toBeVisible();
  await expect(panel).not.toContainText(' left');
  await app.drag(await app.grabbable(), 40, 30);
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
});
