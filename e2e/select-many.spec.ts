import { join } from 'node:path';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { copyDigits } from './folders.ts';

/** Thirty digits of three labels, all in view. */
async function openThirty(open: (options: object) => Promise<App>, folder: string): Promise<App> {
  const images = join(folder, 'digits');
  copyDigits(images, 10, '037');
  const app = await open({ images: [images], model: 'digits' });
  await app.ready();
  await app.collectionReady(30);
  await app.still();
  return app;
}

const selectedRows = async (app: App) => (await app.state()).selectedRows;
const visibleRows = (app: App) =>
  app.page.evaluate(() =>
    Array.from({ length: 30 }, (_, row) => row).filter((row) => {
      const { isShown } = window.hourglass!.row(row);
      return isShown;
    }),
  );

/** Draws a lasso around all points, with Shift. */
async function lassoAll(app: App): Promise<void> {
  const places = await app.page.evaluate(() =>
    Array.from({ length: 30 }, (_, row) => window.hourglass!.screenPosition(row)),
  );
  const xs = places.map(({ x }) => x);
  const ys = places.map(({ y }) => y);
  const [left, right] = [Math.max(320, Math.min(...xs) - 20), Math.min(960, Math.max(...xs) + 20)];
  const [top, bottom] = [Math.max(12, Math.min(...ys) - 20), Math.min(700, Math.max(...ys) + 20)];
  await app.page.keyboard.down('Shift');
  await app.page.mouse.move(left, top);
  await app.page.mouse.down();
  for (const [x, y] of [
    [right, top],
    [right, bottom],
    [left, bottom],
    [left, top],
  ] as const) {
    await app.page.mouse.move(x, y, { steps: 6 });
  }
  await app.page.mouse.up();
  await app.page.keyboard.up('Shift');
}

test('a lasso selects what is inside; tagged, hidden and isolated, all of it undone and redone', async ({
  open,
  folder,
}) => {
  const app = await openThirty(open, folder);
  await lassoAll(app);
  await expect.poll(async () => (await selectedRows(app)).length).toBeGreaterThan(20);
  const selected = await selectedRows(app);
  await expect(app.page.getByText(`${selected.length} images selected`)).toBeVisible();
  await expect(app.page.getByTestId('filmstrip').getByRole('listitem').first()).toBeVisible();

  await app.page.keyboard.press('g');
  const tag = app.page.getByRole('textbox', { name: 'New tag' });
  await expect(tag).toBeFocused();
  await tag.fill('mine');
  await tag.press('Enter');
  const chip = app.page.getByRole('button', { name: 'mine', exact: true });
  await expect(chip).toHaveAttribute('aria-pressed', 'true');
  await expect
    .poll(async () => (await app.state()).columns.find(({ name }) => name === 'mine')?.known)
    .toBe(selected.length);

  await tag.blur();
  await app.page.keyboard.press('h');
  await expect.poll(async () => (await visibleRows(app)).length).toBe(30 - selected.length);
  await app.page.keyboard.press('Control+z');
  await expect.poll(async () => (await visibleRows(app)).length).toBe(30);
  await app.page.keyboard.press('Control+z');
  await expect
    .poll(async () => (await app.state()).columns.find(({ name }) => name === 'mine')?.known)
    .toBe(0);
  await app.page.keyboard.press('Control+Shift+z');
  await expect
    .poll(async () => (await app.state()).columns.find(({ name }) => name === 'mine')?.known)
    .toBe(selected.length);
});

test('Ctrl-click adds an image and takes it out again; the shown ones are selected, inverted, isolated', async ({
  open,
  folder,
}) => {
  const app = await openThirty(open, folder);
  const first = await app.grabbable();
  await app.page.mouse.click(first.x, first.y);
  await expect.poll(() => selectedRows(app)).toEqual([first.index]);
  await app.page.keyboard.press('Control+a');
  await expect.poll(async () => (await selectedRows(app)).length).toBe(30);
  await app.page.keyboard.down('Control');
  await app.page.mouse.click(first.x, first.y);
  await app.page.keyboard.up('Control');
  await expect.poll(async () => (await selectedRows(app)).length).toBe(29);
  await app.page.keyboard.press('Control+Shift+i');
  await expect.poll(() => selectedRows(app)).toEqual([first.index]);
  await app.page.keyboard.press('i');
  await expect.poll(() => visibleRows(app)).toEqual([first.index]);
  await app.page.keyboard.press('Control+z');
  await expect.poll(async () => (await visibleRows(app)).length).toBe(30);
});
