import { join } from 'node:path';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { latentsOf } from './latents.ts';
import { copyDigits } from './folders.ts';

const COUNT = 24;

/** Digits of three labels, the strip shown. */
async function openStrip(open: (options: object) => Promise<App>, folder: string): Promise<App> {
  const images = join(folder, 'digits');
  copyDigits(images, COUNT / 3, '258');
  const app = await open({ images: [images], model: 'digits' });
  await app.ready();
  await app.collectionReady(COUNT);
  await app.page.getByRole('tab', { name: 'In order' }).click();
  return app;
}

const strip = (app: App) => app.page.getByRole('listbox', { name: 'Images in order' });
const cell = (app: App, place: number) => strip(app).locator(`[aria-posinset="${place + 1}"]`);
const orderBy = (app: App, title: string) =>
  app.page.getByRole('combobox', { name: 'Order of the images' }).selectOption({ label: title });
const selection = async (app: App) => (await app.state()).selection;

/** What all cells show after their place, read on the way from the first to the last. */
const cells = (app: App, count: number): Promise<{ row: number; caption: string }[]> =>
  strip(app).evaluate(async (scroller, most) => {
    const all: { row: number; caption: string }[] = [];
    while (all.length < most) {
      const found = scroller.querySelector<HTMLElement>(`[aria-posinset="${all.length + 1}"]`);
      const [, place, caption = ''] = /^(\d+) (.*)$/.exec(found?.innerText ?? '') ?? [];
      if (found && Number(place) === all.length + 1) {
        all.push({ row: Number(found.dataset['row']), caption });
      } else {
        scroller.scrollLeft = (all.length / most) * scroller.scrollWidth;
        await new Promise(requestAnimationFrame);
      }
    }
    return all;
  }, count);

/** The wheel goes along the strip. */
async function wheelToStart(app: App): Promise<void> {
  await strip(app).hover();
  await app.page.mouse.wheel(0, -10_000);
  await expect(cell(app, 0)).toBeInViewport();
}

const rowsInOrder = async (app: App, count = COUNT) => (await cells(app, count)).map(({ row }) => row);

const valuesOf = (app: App, column: string) =>
  app.page.evaluate(
    ([name, count]) =>
      Promise.all(
        Array.from(
          { length: count },
          async (_, row) => (await window.hourglass!.details(row)).values[name] ?? null,
        ),
      ),
    [column, COUNT] as const,
  );

const distance = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(...a.map((value, d) => value - (b[d] ?? NaN)));

test('the strip is in the order of a label, of a measure and of notes, without what filters leave out', async ({
  open,
  folder,
}) => {
  const app = await openStrip(open, folder);
  await orderBy(app, 'label');
  await expect(cell(app, 0)).toContainText('2');
  const labels = await valuesOf(app, 'label');
  const byLabel = labels
    .map((_, row) => row)
    .toSorted((a, b) => Number(labels[a]) - Number(labels[b]) || a - b);
  expect(await rowsInOrder(app)).toEqual(byLabel);
  await app.page.getByRole('button', { name: 'Turn the order round' }).click();
  await expect(cell(app, 0)).toHaveAttribute('data-row', String(byLabel.at(-1)));
  expect(await rowsInOrder(app)).toEqual(byLabel.toReversed());

  // Measured right here: the tab stays.
  await app.page.getByRole('button', { name: 'Measure all images' }).click();
  await expect
    .poll(async () => (await app.state()).columns.find(({ name }) => name === 'mse')?.known)
    .toBe(COUNT);
  await expect(app.page.getByRole('tab', { name: 'In order' })).toHaveAttribute('aria-selected', 'true');
  await orderBy(app, 'Worst reconstructed first');
  const errors = await valuesOf(app, 'mse');
  const worst = errors.map((_, row) => row).toSorted((a, b) => Number(errors[b]) - Number(errors[a]));
  await expect(cell(app, 0)).toHaveAttribute('data-row', String(worst[0]));
  const shown = await cells(app, COUNT);
  expect(shown.map(({ row }) => row)).toEqual(worst);
  for (const { row, caption } of shown) {
    expect(Math.abs(Number(caption) / Number(errors[row]) - 1)).toBeLessThan(0.01);
  }

  // A label filtered away leaves the strip as it leaves the scene.
  await app.page.getByRole('button', { name: /^5/ }).first().click();
  const isLeft = (row: number) => labels[row] !== '5';
  await expect(cell(app, 0)).toHaveAttribute('aria-setsize', String((COUNT / 3) * 2));
  expect(await rowsInOrder(app, (COUNT / 3) * 2)).toEqual(worst.filter(isLeft));
  await app.page.getByRole('button', { name: 'Show all' }).click();
  await expect(cell(app, 0)).toHaveAttribute('aria-setsize', String(COUNT));

  // ] and [ go the strip's way.
  await wheelToStart(app);
  await cell(app, 0).click();
  await app.page.keyboard.press(']');
  await expect.poll(() => selection(app)).toEqual({ kind: 'image', index: worst[1] });
  await app.page.keyboard.press('[');
  await app.page.keyboard.press('[');
  await expect.poll(() => selection(app)).toEqual({ kind: 'image', index: worst.at(-1) });
  await expect(cell(app, COUNT - 1)).toBeInViewport();

  await app.page.getByRole('textbox', { name: 'Note on this image' }).fill('look again');
  await app.page.keyboard.press('Tab');
  await orderBy(app, 'note');
  await expect(cell(app, 0)).toHaveText('1 look again');
  await expect(cell(app, 0)).toHaveAttribute('data-row', String(worst.at(-1)));
  await expect(cell(app, 1)).toHaveText('2 –');
});

test('by distance in z it begins at what is selected, is linked with the scene, and is walked by keys alone', async ({
  open,
  folder,
}) => {
  const app = await openStrip(open, folder);
  await orderBy(app, 'Distance in z');
  await expect(app.page.getByText('Select an image or a decoded point')).toBeVisible();

  // Selected in the scene: the strip follows.
  const { index: origin, x, y } = await app.grabbable();
  await app.page.mouse.click(x, y);
  await expect(cell(app, 0)).toHaveAttribute('data-row', String(origin));
  await expect(cell(app, 0)).toHaveAttribute('aria-selected', 'true');
  const latents = await latentsOf(app);
  const from = latents[origin] ?? [];
  const far = latents.map((z) => distance(z, from));
  const nearest = far.map((_, row) => row).toSorted((a, b) => (far[a] ?? 0) - (far[b] ?? 0));
  const shown = await cells(app, COUNT);
  expect(shown.map(({ row }) => row)).toEqual(nearest);
  for (const { row, caption } of shown) {
    expect(Math.abs(Number(caption) - (far[row] ?? NaN))).toBeLessThanOrEqual(0.006);
  }

  // A click selects in the scene and leaves the order; with Shift a range, with Ctrl one more.
  await wheelToStart(app);
  await cell(app, 1).click();
  await expect.poll(() => selection(app)).toEqual({ kind: 'image', index: nearest[1] });
  await expect(cell(app, 0)).toHaveAttribute('data-row', String(origin));
  await cell(app, 4).click({ modifiers: ['Shift'] });
  const sorted = (rows: readonly number[]) => rows.toSorted((a, b) => a - b);
  await expect.poll(async () => (await app.state()).selectedRows).toEqual(sorted(nearest.slice(1, 5)));
  await cell(app, 6).click({ modifiers: ['ControlOrMeta'] });
  await expect
    .poll(async () => (await app.state()).selectedRows)
    .toEqual(sorted([...nearest.slice(1, 5), nearest[6]!]));
  await expect(cell(app, 0)).toHaveAttribute('data-row', String(origin));

  // Keys alone: one place takes Tab, arrows walk and select, Home and End reach the ends.
  await cell(app, 6).focus();
  await app.page.keyboard.press('ArrowRight');
  await expect(cell(app, 7)).toBeFocused();
  await expect.poll(() => selection(app)).toEqual({ kind: 'image', index: nearest[7] });
  expect(await strip(app).locator('[tabindex="0"]').count()).toBe(1);
  await app.page.keyboard.press('End');
  await expect(cell(app, COUNT - 1)).toBeFocused();
  await expect(cell(app, COUNT - 1)).toBeInViewport();
  await app.page.keyboard.press('Home');
  await expect.poll(() => selection(app)).toEqual({ kind: 'image', index: origin });

  // Kept from here: what is selected elsewhere is scrolled to, and marked.
  await app.page.getByRole('checkbox', { name: 'Follow selection' }).uncheck();
  await app.page.keyboard.press('.');
  await app.page.keyboard.press('.');
  await expect(app.page.getByText(/^No\. 2 from .*\.png, distance [\d.]+$/)).toBeVisible();
  await expect.poll(() => selection(app)).toEqual({ kind: 'image', index: nearest[2] });
  await app.page.keyboard.press(',');
  await expect.poll(() => selection(app)).toEqual({ kind: 'image', index: nearest[1] });
  await expect(cell(app, 1)).toHaveAttribute('aria-selected', 'true');

  // From a decoded point, for which no row is at 0.
  await app.page.keyboard.press('n');
  await expect.poll(async () => (await selection(app))?.kind).toBe('probe');
  await expect(cell(app, 0)).toHaveAttribute('data-row', String(origin));
  await app.page.getByRole('button', { name: 'From the selected' }).click();
  const { probes } = await app.state();
  const fromPoint = latents.map((z) => distance(z, probes[0]!.z));
  const first = fromPoint.indexOf(Math.min(...fromPoint));
  await expect(cell(app, 0)).toHaveAttribute('data-row', String(first));
  await expect(app.page.getByText('from Point 1')).toBeVisible();
});
