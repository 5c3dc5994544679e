import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { copyDigits, digitFiles } from './folders.ts';

test.beforeEach(() => {
  test.skip(test.info().project.metadata.host !== 'browser', 'the desktop shell has dialogs of the system');
});

test('after an error the button opens the folder that was typed, and no other', async ({ open, folder }) => {
  const other = join(folder, 'other');
  const wanted = join(folder, 'wanted');
  copyDigits(other, 2, '1');
  copyDigits(wanted, 3, '2');
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  const { page } = app;
  await page.getByRole('button', { name: 'Open images' }).click();
  const field = page.getByRole('textbox', { name: 'Path' });
  await field.fill(other);
  await field.press('Enter');
  await expect(page.getByRole('dialog').getByRole('button', { name: '1', exact: true })).toBeVisible();

  await field.fill(join(folder, 'wnated'));
  await field.press('Enter');
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('wnated');
  await field.fill(wanted);
  await page.getByRole('button', { name: 'Open this folder' }).click();
  await expect.poll(async () => (await app.state()).collection?.name).toBe('wanted');
  expect((await app.state()).collection?.count).toBe(3);
});

test('a wrong path and the button at once open nothing, and a file of another kind is told where it belongs', async ({
  open,
  folder,
}) => {
  const images = join(folder, 'images');
  copyDigits(images, 2, '1');
  mkdirSync(join(folder, 'empty'));
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  const before = await app.state();
  const { page } = app;
  const dialog = page.getByRole('dialog');
  const field = page.getByRole('textbox', { name: 'Path' });
  await page.getByRole('button', { name: 'Open images' }).click();
  await field.fill(join(folder, 'nowhere'));
  await page.getByRole('button', { name: 'Open this folder' }).click();
  await expect(dialog.getByRole('alert')).toContainText('nowhere');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Open model' }).click();
  await field.fill(digitFiles('1', 1)[0]!);
  await field.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('is an image. Open it with “Open images”.');
  await field.fill(join(folder, 'empty'));
  await page.getByRole('button', { name: 'Open this folder' }).click();
  await expect(dialog.getByRole('alert')).toContainText('holds no ONNX graph');
  expect((await app.state()).collection?.id).toBe(before.collection?.id);
  expect((await app.state()).model?.name).toBe(before.model?.name);
});
