import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { latentsOf } from './latents.ts';
import { openLetters } from './openLetters.ts';

/** Rows of each label, as the page tells them. */
const rowsOf = (app: App, label: string): Promise<number[]> =>
  app.page.evaluate(async (wanted) => {
    const { pointCount } = window.hourglass!.state();
    const all = await Promise.all(
      Array.from({ length: pointCount }, (_, row) => window.hourglass!.details(row)),
    );
    return all.filter(({ values }) => values['label'] === wanted).map(({ index }) => index);
  }, label);

const meanOf = (latents: readonly number[][], rows: readonly number[]): number[] =>
  latents[0]!.map((_, d) => rows.reduce((sum, row) => sum + latents[row]![d]! / rows.length, 0));

const far = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, d) => Math.abs(value - b[d]!)));

const lastProbe = async (app: App) => (await app.state()).probes.at(-1)!;

test('a direction between two labels says how well it separates them, and moves a point along it; all of it is undone', async ({
  open,
}) => {
  const app = await openLetters(open);
  const { page } = app;
  const latents = await latentsOf(app);
  const [e, o] = [await rowsOf(app, 'E'), await rowsOf(app, 'O')];
  await page.keyboard.press('Shift+D');
  const dialog = page.getByRole('dialog', { name: 'New direction' });
  await dialog.getByLabel('From the mean of').selectOption({ label: 'E' });
  await dialog.getByLabel('to the mean of').selectOption({ label: 'O' });
  await expect(dialog.getByText(/Separates the two clearly: \d+ % of 32 and 32 images/)).toBeVisible();
  await dialog.getByLabel('Name').fill('rounder');
  await dialog.getByRole('button', { name: 'Keep this direction' }).click();
  await expect(page.locator('dialog')).toHaveCount(0);

  const from = await app.grabbable();
  await page.mouse.click(from.x, from.y);
  await expect.poll(async () => (await app.state()).selection).toEqual({ kind: 'image', index: from.index });
  const slider = page.getByRole('slider', { name: 'Along rounder' });
  await slider.scrollIntoViewIfNeeded();
  // What is known of the image comes in above it.
  await expect(page.getByTestId('image-inspector').getByText('SSIM')).toBeVisible();
  await slider.scrollIntoViewIfNeeded();
  const box = (await slider.boundingBox())!;
  // From the middle, which is 0, three quarters of the way along: all on one hold.
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2, { steps: 8 });
  await page.mouse.up();
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  const { z } = await lastProbe(app);
  const direction = meanOf(latents, o).map((value, d) => value - meanOf(latents, e)[d]!);
  const change = z.map((value, d) => value - latents[from.index]![d]!);
  const amount =
    change.reduce((sum, value, d) => sum + value * direction[d]!, 0) /
    direction.reduce((sum, value) => sum + value * value, 0);
  // The handle's own width decides how much that is.
  expect(amount).toBeGreaterThan(0.5);
  expect(amount).toBeLessThan(2);
  expect(
    far(
      change,
      direction.map((value) => amount * value),
    ),
  ).toBeLessThan(1e-4);

  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await app.state()).probes.length).toBe(0);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(slider).toHaveCount(0);
  await page.keyboard.press('Control+Shift+z');
  await page.keyboard.press('Control+Shift+z');
  await expect(slider).toHaveCount(1);
  await expect(page.getByRole('textbox', { name: 'Name of this direction' })).toHaveValue('rounder');
});

test('averages, a − b + c, and a direction applied to many are points where they belong', async ({
  open,
}) => {
  const app = await openLetters(open);
  const { page } = app;
  const latents = await latentsOf(app);
  const [a, e, o] = [await rowsOf(app, 'A'), await rowsOf(app, 'E'), await rowsOf(app, 'O')];
  const means = { a: meanOf(latents, a), e: meanOf(latents, e), o: meanOf(latents, o) };

  await page.keyboard.press('Control+k');
  await page.keyboard.type('latent arithmetic');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Latent arithmetic' });
  await dialog.getByRole('combobox', { name: 'a', exact: true }).selectOption({ label: 'mean of A' });
  await dialog.getByRole('combobox', { name: 'b, taken from it' }).selectOption({ label: 'mean of E' });
  await dialog.getByRole('combobox', { name: 'c, added to it' }).selectOption({ label: 'mean of O' });
  await dialog.getByRole('button', { name: 'Add the point' }).click();
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  const sum = means.a.map((value, d) => value - means.e[d]! + means.o[d]!);
  expect(far((await lastProbe(app)).z, sum)).toBeLessThan(1e-4);
  await expect(page.getByTestId('probe-inspector')).toContainText('mean of A − mean of E + mean of O');
  await expect(page.locator('dialog')).toHaveCount(0);

  // The average of what is selected: of the images that a search leaves.
  await page.getByPlaceholder('Search names and texts').fill('Q/');
  await expect(page.getByText(/^32 of 832 shown/)).toBeVisible();
  await page.getByRole('button', { name: 'Select these' }).click();
  await expect.poll(async () => (await app.state()).selectedRows.length).toBe(32);
  const { selectedRows } = await app.state();
  await page.keyboard.press('m');
  await expect.poll(async () => (await app.state()).probes.length).toBe(2);
  expect(far((await lastProbe(app)).z, meanOf(latents, selectedRows))).toBeLessThan(1e-4);

  await page.keyboard.press('Shift+D');
  const form = page.getByRole('dialog', { name: 'New direction' });
  await form.getByLabel('From the mean of').selectOption({ label: 'E' });
  await form.getByLabel('to the mean of').selectOption({ label: 'O' });
  await form.getByRole('button', { name: 'Keep this direction' }).click();
  await expect(page.locator('dialog')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+Shift+z');
  await page.getByRole('button', { name: 'Select these' }).click();
  await page.getByRole('button', { name: /^Add points: the selected images moved along/ }).click();
  await expect.poll(async () => (await app.state()).probes.length).toBe(34);
  const { probes } = await app.state();
  const step = means.o.map((value, d) => value - means.e[d]!);
  probes.slice(2).forEach(({ z }, i) => {
    const expected = latents[selectedRows[i]!]!.map((value, d) => value + step[d]!);
    expect(far(z, expected)).toBeLessThan(1e-4);
  });
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await app.state()).probes.length).toBe(2);
});
