import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from './fixtures.ts';
import { copyDigits } from './folders.ts';

test('measures colour the points and filter them by a range; all of it comes back, and is undone', async ({
  open,
  folder,
}) => {
  const images = join(folder, 'digits');
  copyDigits(images, 6, '18');
  const app = await open({ images: [images], model: 'digits' });
  await app.ready();
  await app.collectionReady(12);
  await app.page.getByRole('tab', { name: 'Statistics' }).click();
  await app.page.getByRole('button', { name: 'Measure all images' }).click();
  const card = app.page.getByRole('article', { name: 'brightness' });
  await expect(card).toBeVisible();
  for (const name of ['contrast', 'sharpness', 'colourfulness', 'mse', 'ssim']) {
    await expect(app.page.getByRole('article', { name })).toBeVisible();
  }
  await expect
    .poll(async () => (await app.state()).columns.find(({ name }) => name === 'ssim')?.known)
    .toBe(12);

  // Brightness is the mean of luma of the file itself, at the model's own size.
  const { values, path } = await app.page.evaluate(() => window.hourglass!.details(3));
  const grey = await sharp(path).greyscale().raw().toBuffer();
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length / 255;
  expect(Math.abs(Number(values['brightness']) - mean)).toBeLessThan(0.01);

  const before = await app.scenePicture();
  await card.getByRole('button').first().click();
  await expect.poll(async () => (await app.state()).colorBy).toBe('brightness');
  await app.still();
  expect((await app.scenePicture()).equals(before)).toBe(false);

  // The handle for the highest brightness goes down by keys: the brightest are left out.
  const handle = app.page.getByRole('slider', { name: 'Highest brightness shown' });
  await handle.focus();
  for (let press = 0; press < 5; press++) await handle.press('PageDown');
  await expect(app.page.getByText(/ of 12 shown/)).toBeVisible();
  const shown = await app.page.evaluate(() =>
    Array.from({ length: 12 }, (_, row) => window.hourglass!.row(row).isShown),
  );
  const brightness = await Promise.all(
    shown.map((_, row) =>
      app.page.evaluate(
        async (at) => Number((await window.hourglass!.details(at)).values['brightness']),
        row,
      ),
    ),
  );
  const brightest = Math.max(...brightness.filter((_, row) => shown[row]));
  expect(shown).toContain(false);
  shown.forEach((isShown, row) => !isShown && expect(brightness[row]).toBeGreaterThan(brightest));

  await app.page.reload();
  await app.ready();
  await expect.poll(async () => (await app.state()).colorBy).toBe('brightness');
  await expect(app.page.getByText(/ of 12 shown/)).toBeVisible();
  await expect(app.page.getByRole('tab', { name: 'Statistics' })).toHaveAttribute('aria-selected', 'true');
});

test('a search leaves the images whose name or label holds every word', async ({ open, folder }) => {
  const images = join(folder, 'digits');
  copyDigits(images, 4, '25');
  const app = await open({ images: [images], model: 'digits' });
  await app.ready();
  await app.collectionReady(8);
  await app.page.getByRole('searchbox', { name: 'Search names and texts' }).fill('5/');
  await expect(app.page.getByText('4 of 8 shown')).toBeVisible();
  await app.page.getByRole('button', { name: 'Select these' }).click();
  await expect(app.page.getByText('4 images selected')).toBeVisible();
  await app.page.getByRole('button', { name: 'Show all' }).click();
  await expect(app.page.getByText('all 8 shown')).toBeVisible();
});
