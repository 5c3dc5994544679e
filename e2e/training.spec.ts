import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { openTrainForm } from './openTrainForm.ts';

test('training on a folder shows its progress, and its model opens with the images', async ({
  open,
  folder,
}) => {
  const { app, form, count } = await openTrainForm(open, folder);
  await expect(form.getByText(/· 48 images ·/)).toBeVisible();
  await form.getByText('quick', { exact: true }).click();
  await form.getByRole('button', { name: /^Train/ }).click();
  await expect
    .poll(async () => (await app.state()).jobs.some(({ operation }) => operation === 'train'))
    .toBe(true);
  await expect
    .poll(async () => (await app.state()).model?.name, { timeout: 80_000 })
    .toMatch(/^discs: autoencoder/);
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

test('the form proposes from the images, says why, and goes back to what it proposed', async ({
  open,
  folder,
}) => {
  const { form } = await openTrainForm(open, folder);
  const latent = form.getByLabel('Latent size');
  await expect(form.getByText(/^Proposed\. \d+ numbers keep \d+ % of what differs/)).toBeVisible();
  const proposed = await latent.inputValue();
  expect(Number(proposed)).toBeGreaterThanOrEqual(2);
  expect(Number(proposed)).toBeLessThanOrEqual(16);
  await expect(form.getByLabel('Kind')).toHaveValue('ae');
  await expect(form.getByRole('radio', { checked: true })).toHaveCount(1);
  await expect(form.getByText(/^about /)).not.toHaveCount(0);

  const height = async () => (await form.boundingBox())?.height;
  const before = await height();
  await latent.fill('5');
  await expect(form.getByText('Your choice.').first()).toBeVisible();
  // The plan stays while another is made.
  await expect(form.getByText(/· 48 images ·/)).toBeVisible();
  expect(await height()).toBe(before);
  await form.getByRole('button', { name: 'Use what the images suggest' }).first().click();
  await expect(latent).toHaveValue(proposed);
  expect(await height()).toBe(before);

  await latent.fill('600');
  await expect(form.getByRole('alert')).toContainText('from 1 to 512, got 600');
  await expect(form.getByRole('button', { name: /^Train/ })).toBeDisabled();
});

test('sharp edges can be asked for, with what they cost, and the model says that it was trained so', async ({
  open,
  folder,
}) => {
  const { app, form, count } = await openTrainForm(open, folder);
  // It is ended by hand: longer than it takes to press the button.
  await form.getByText('quality', { exact: true }).click();
  await form.getByText('More', { exact: true }).click();
  const aim = form.getByRole('radiogroup', { name: 'Aim' });
  await expect(aim.getByRole('radio', { name: 'Smallest error' })).toBeChecked();
  await expect(form.getByText(/^Sharp edges: .*PSNR/)).toBeVisible();
  await aim.getByText('Sharp edges').click();
  await expect(aim.getByRole('radio', { name: 'Sharp edges' })).toBeChecked();
  await form.getByRole('button', { name: /^Train/ }).click();
  const panel = app.page.getByRole('region', { name: 'Training' });
  await panel.getByRole('button', { name: 'Finish now' }).click({ timeout: 80_000 });
  await expect
    .poll(async () => (await app.state()).model?.name, { timeout: 80_000 })
    .toMatch(/^discs: autoencoder/);
  await app.collectionReady(count);
  await expect(panel.getByText(/loss.*sharp.*PCA/)).toBeVisible();
  const { path } = (await app.state()).model!;
  const json = JSON.parse(await readFile(join(path, 'model.json'), 'utf8')) as {
    training: { options: { loss: string } };
  };
  expect(json.training.options.loss).toBe('sharp');
});
