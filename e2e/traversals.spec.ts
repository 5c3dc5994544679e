import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from '../engine/random/Random.ts';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { copyDigits, copyModelWithout } from './folders.ts';
import { independentDecode, largestDifference } from './independentDecode.ts';
import { latentsOf } from './latents.ts';
import type { ModelJson } from '../protocol/model.ts';

const LETTERS = fileURLToPath(new URL('../models/letters', import.meta.url));
const NAMES = (JSON.parse(readFileSync(join(LETTERS, 'model.json'), 'utf8')) as ModelJson).latent.names!;
const MIDDLE = 5;

const grid = (app: App) => app.page.getByRole('grid', { name: 'Images along z' });
const cell = (app: App, row: number, column: number) => grid(app).locator(`[data-cell="${row}-${column}"]`);
const names = (app: App) =>
  grid(app)
    .getByRole('textbox')
    .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
/** RGBA bytes that a cell shows: its part of the row's canvas. */
const pixels = (app: App, row: number, column: number): Promise<number[]> =>
  grid(app)
    .locator('canvas')
    .nth(row)
    .evaluate((canvas: HTMLCanvasElement, at) => {
      const width = canvas.width / 11;
      return [...canvas.getContext('2d')!.getImageData(at * width, 0, width, canvas.height).data];
    }, column);

async function openLetters(open: (options: object) => Promise<App>): Promise<App> {
  const app = await open({ model: 'letters' });
  await app.ready();
  await app.collectionReady(832);
  await app.page.getByRole('tab', { name: 'Traversals' }).click();
  await expect(cell(app, 15, 10)).toBeVisible();
  return app;
}

/** Mean and standard deviation of each dimension, from what the engine keeps of every image. */
async function moments(app: App) {
  const rows = await latentsOf(app);
  const over = (d: number, of: (value: number) => number) =>
    rows.reduce((sum, z) => sum + of(z[d]!), 0) / rows.length;
  const mean = rows[0]!.map((_, d) => over(d, (value) => value));
  return { mean, deviation: mean.map((m, d) => Math.sqrt(over(d, (value) => (value - m) ** 2))) };
}

/** z moved along a dimension to so many deviations from the mean. */
const moved = (
  z: readonly number[],
  d: number,
  { mean, deviation }: Awaited<ReturnType<typeof moments>>,
  by: number,
) => z.map((value, at) => (at === d ? mean[d]! + by * deviation[d]! : value));

test('cells are decodes of their z; a press makes a point there, undone as one step', async ({ open }) => {
  const app = await openLetters(open);
  const found = await moments(app);
  const order = await names(app);
  expect(order).toHaveLength(16);
  expect(order[0]).toBe('weight');
  // By change: thick letters against thin ones change more than the sixteenth row does.
  for (const [row, column] of [
    [0, 2],
    [3, 8],
    [15, 10],
  ] as const) {
    // prettier-ignore
    const z = moved(found.mean, NAMES.indexOf(order[row]!), found, (column - MIDDLE) * 0.6);
    const expected = await independentDecode(LETTERS, z);
    expect(largestDifference(await pixels(app, row, column), expected)).toBeLessThanOrEqual(2);
  }
  await cell(app, 2, 9).click();
  await expect.poll(async () => (await app.probe())?.z.length).toBe(24);
  const d = NAMES.indexOf(order[2]!);
  const wanted = moved(found.mean, d, found, 2.4);
  const { z, rgba } = (await app.probe())!;
  z.forEach((value, at) => expect(Math.abs(value - wanted[at]!)).toBeLessThan(1e-4));
  expect(largestDifference(rgba, await independentDecode(LETTERS, z))).toBeLessThanOrEqual(1);
  // The grid is now around the new point: the press again, on another row, moves it.
  await expect(app.page.getByText('around Point 1')).toBeVisible();
  await expect(grid(app)).toHaveAttribute('aria-busy', 'false');
  await expect(cell(app, 2, 9).locator('xpath=..')).toHaveAttribute('aria-current', 'true');
  await cell(app, 0, 8).click();
  await expect
    .poll(async () => Math.abs((await app.probe())!.z[0]! - moved(wanted, 0, found, 1.8)[0]!))
    .toBeLessThan(1e-4);
  await expect(app.page.getByText('around Point 1')).toBeVisible();
  await app.page.keyboard.press('Control+z');
  await expect.poll(async () => Math.abs((await app.probe())!.z[0]! - wanted[0]!)).toBeLessThan(1e-4);
  await app.page.keyboard.press('Control+z');
  await expect(app.page.getByText('around the mean')).toBeVisible();
});

test('an image is where it starts; by keys alone; a name is one everywhere and comes back', async ({
  open,
}) => {
  const app = await openLetters(open);
  const image = await app.grabbable();
  await app.page.mouse.click(image.x, image.y);
  await expect(app.page.getByText('around the mean')).toHaveCount(0);
  await expect(grid(app)).toHaveAttribute('aria-busy', 'false');
  const order = await names(app);
  const found = await moments(app);
  const z = (await latentsOf(app))[image.index]!;
  const d = NAMES.indexOf(order[1]!);
  const wanted = moved(z, d, found, 3);
  const expected = await independentDecode(LETTERS, wanted);
  await expect.poll(async () => largestDifference(await pixels(app, 1, 10), expected)).toBeLessThanOrEqual(2);

  // Tab comes to one cell of the grid; arrows go on from there, Enter goes to the cell's z.
  await cell(app, 0, MIDDLE).focus();
  await app.page.keyboard.press('ArrowDown');
  await app.page.keyboard.press('End');
  await expect(cell(app, 1, 10)).toBeFocused();
  await app.page.keyboard.press('Enter');
  await expect.poll(async () => Math.abs(((await app.probe())?.z[d] ?? NaN) - wanted[d]!)).toBeLessThan(1e-4);
  expect((await app.state()).selection?.kind).toBe('probe');
  await expect(cell(app, 1, 10)).toBeFocused();

  const name = grid(app).getByRole('textbox').nth(1);
  await name.fill('crossbar');
  await name.press('Enter');
  await expect(app.page.getByRole('slider', { name: 'crossbar' })).toBeVisible();
  await app.page.reload();
  await app.ready();
  await expect(app.page.getByRole('slider', { name: 'crossbar' })).toBeVisible();
  await expect.poll(() => names(app)).toContain('crossbar');
  // Emptied, it has the model's own name again.
  const own = grid(app).getByRole('textbox').nth(1);
  await own.fill('');
  await own.press('Enter');
  await expect(own).toHaveValue(order[1]!);
});

test('directions here: a slider moves z along where the image changes most, is undone, and can be kept', async ({
  open,
}) => {
  const app = await open({ model: 'letters' });
  await app.ready();
  await app.collectionReady(832);
  const { page } = app;
  const image = await app.grabbable();
  await page.mouse.click(image.x, image.y);
  const panel = page.getByRole('region', { name: 'Directions here' });
  await panel.getByRole('button', { name: 'Find directions' }).click();
  const sliders = panel.getByRole('slider');
  await expect(sliders).toHaveCount(6);
  const z = (await latentsOf(app))[image.index]!;

  // From the middle of the slider to one σ, with the pointer.
  const slider = sliders.first();
  await slider.scrollIntoViewIfNeeded();
  const box = (await slider.boundingBox())!;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await app.drag(middle, box.width / 4, 0, { release: false });
  await expect.poll(async () => (await app.probe())?.z.length).toBe(24);
  await expect(slider).toHaveAttribute('aria-valuetext', /^1\.[01]\d σ$|^0\.9\d σ$/);
  await page.mouse.up();
  const moved = (await app.probe())!.z;
  const step = moved.map((value, d) => value - z[d]!);
  const length = Math.hypot(...step);
  expect(length).toBeGreaterThan(0.3);

  // Along it the image changes more than along random directions of the same length, at once.
  const before = await independentDecode(LETTERS, z);
  const changeAlong = async (vector: readonly number[]) => {
    const scale = (0.25 * length) / Math.hypot(...vector);
    const after = await independentDecode(
      LETTERS,
      z.map((value, d) => value + scale * vector[d]!),
    );
    return Math.hypot(...after.map((value, at) => value - before[at]!));
  };
  const random = new Random(7);
  const along = await changeAlong(step);
  for (let i = 0; i < 5; i++) {
    const other = await changeAlong(z.map(() => random.normal()));
    expect(along).toBeGreaterThan(1.3 * other);
  }

  // Let go, they are found anew around where the point is now; the slider stands in the middle again.
  await expect(slider).toHaveAttribute('aria-valuetext', '0.00 σ');
  await panel.getByRole('button', { name: 'Keep direction 2 as a direction' }).click();
  const kept = page.getByRole('slider', { name: /^Along direction 2 at Point 1/ });
  await expect(kept).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(kept).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await app.state()).selection?.kind).toBe('image');

  await panel.getByRole('button', { name: 'Hide' }).click();
  await expect(sliders).toHaveCount(0);
  await expect(panel.getByRole('button', { name: 'Find directions' })).toBeVisible();
});

test('components go through the start; without a log-variance the order by KL says why not', async ({
  open,
}) => {
  const app = await openLetters(open);
  const { page } = app;
  const order = page.getByRole('combobox', { name: 'Order of the rows' });
  await order.selectOption('components');
  await expect(grid(app).getByText('component 16', { exact: true })).toBeAttached({ timeout: 30_000 });
  expect(await pixels(app, 0, MIDDLE)).toEqual(await pixels(app, 5, MIDDLE));
  await order.selectOption('kl');
  const panel = page.getByRole('tabpanel', { name: 'Traversals' });
  await expect(panel.getByText(/"Letters" has no KL: only a VAE/)).toBeVisible();
  await panel.getByRole('button', { name: 'Order by change' }).click();
  await expect.poll(async () => (await names(app))[0]).toBe('weight');
});

test('a VAE’s dimensions in the order of what they tell of images', async ({ open }) => {
  const app = await open({ model: 'digits' });
  const { page } = app;
  await app.ready();
  await app.collectionReady(1000);
  await page.getByRole('tab', { name: 'Traversals' }).click();
  await expect(cell(app, 2, 10)).toBeVisible();
  await page.getByRole('combobox', { name: 'Order of the rows' }).selectOption('kl');
  const titles = () =>
    grid(app)
      .getByRole('textbox')
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).title));
  await expect.poll(async () => (await titles()).every((title) => title.includes('nats'))).toBe(true);
  const nats = (await titles()).map((title) => Number(/KL ([\d.]+) nats/.exec(title)?.[1]));
  expect(nats).toEqual(nats.toSorted((a, b) => b - a));
  // Each dimension of the model was kept in use by its training.
  expect(nats.at(-1)).toBeGreaterThan(0.5);
});

test('names that were given go into a model of one’s own', async ({ open, folder }) => {
  const own = join(folder, 'own');
  cpSync(fileURLToPath(new URL('../models/digits', import.meta.url)), own, { recursive: true });
  const app = await open({ model: own });
  const { page } = app;
  await app.ready();
  await app.collectionReady(1000);
  await page.getByRole('tab', { name: 'Traversals' }).click();
  await expect(cell(app, 2, 10)).toBeVisible();
  const save = page.getByRole('button', { name: 'Save names in the model' });
  await expect(save).toHaveCount(0);
  const name = page.getByRole('textbox', { name: 'Name of dimension 2' });
  await name.fill('roundness');
  await name.press('Enter');
  await save.click();
  const namesOnDisk = () =>
    (JSON.parse(readFileSync(join(own, 'model.json'), 'utf8')) as ModelJson).latent.names?.[1];
  await expect.poll(namesOnDisk).toBe('roundness');
});

test('directions and variance are other orders; all dimensions can be shown', async ({ open }) => {
  const app = await openLetters(open);
  await app.page.getByRole('button', { name: 'Show all 24' }).click();
  await expect(cell(app, 23, 0)).toBeAttached();
  await app.page.getByRole('combobox', { name: 'Order of the rows' }).selectOption('variance');
  await expect.poll(() => names(app)).not.toEqual([]);
  const { deviation } = await moments(app);
  const largest = NAMES[deviation.indexOf(Math.max(...deviation))]!;
  await expect.poll(async () => (await names(app))[0]).toBe(largest);
  await app.page.getByRole('combobox', { name: 'Order of the rows' }).selectOption('directions');
  await expect(grid(app).getByText('direction 1', { exact: true })).toBeVisible();
  // A direction goes through where it starts: every row has the same image in its middle.
  expect(await pixels(app, 0, MIDDLE)).toEqual(await pixels(app, 5, MIDDLE));
});

test('the digits of a folder; the command shows the tab', async ({ open, folder }) => {
  const images = join(folder, 'digits');
  copyDigits(images, 6, '18');
  const app = await open({ images: [images], model: 'digits' });
  await app.ready();
  await app.collectionReady(12);
  await app.page.keyboard.press('Control+k');
  await app.page.keyboard.type('Show traversals');
  await app.page.keyboard.press('Enter');
  await expect(cell(app, 2, 10)).toBeVisible();
  await expect(app.page.getByRole('tab', { name: 'Traversals' })).toHaveAttribute('aria-selected', 'true');
});

test('a decoder alone is traversed along its prior, and follows a drag when the hand lets go', async ({
  open,
  folder,
}) => {
  const generator = copyModelWithout('encoder', join(folder, 'generator'));
  const app = await open({ model: generator });
  await app.ready();
  await app.collectionReady(50);
  await app.page.getByRole('tab', { name: 'Traversals' }).click();
  await expect(cell(app, 2, 10)).toBeVisible();
  expect((await names(app)).toSorted()).toEqual(['z1', 'z2', 'z3']);
  await app.drag(await app.grabbable(), 60, 20);
  await expect(app.page.getByText('around Point 1')).toBeVisible();
  await expect(grid(app)).toHaveAttribute('aria-busy', 'false');
  const { z } = (await app.probe())!;
  const prior = { mean: [0, 0, 0], deviation: [1, 1, 1] };
  const d = Number((await names(app))[0]!.slice(1)) - 1;
  const expected = await independentDecode(generator, moved(z, d, prior, -3));
  await expect.poll(async () => largestDifference(await pixels(app, 0, 0), expected)).toBeLessThanOrEqual(2);
  // Nothing else needs an encoder, but KL.
  const order = app.page.getByRole('combobox', { name: 'Order of the rows' });
  await order.selectOption('components');
  await expect(grid(app).getByText('component 3', { exact: true })).toBeVisible({ timeout: 30_000 });
  await order.selectOption('kl');
  await expect(app.page.getByText(/has no encoder, so there is no KL/)).toBeVisible();
  const panel = app.page.getByRole('region', { name: 'Directions here' });
  await panel.getByRole('button', { name: 'Find directions' }).click();
  await expect(panel.getByRole('slider')).toHaveCount(3);
});

test('of an encoder alone it says why there is nothing, with a button', async ({ open, folder }) => {
  const images = join(folder, 'digits');
  copyDigits(images, 3);
  const app = await open({ images: [images], model: copyModelWithout('decoder', join(folder, 'embedding')) });
  await app.ready();
  await app.collectionReady(30);
  await app.page.getByRole('tab', { name: 'Traversals' }).click();
  const panel = app.page.getByRole('tabpanel', { name: 'Traversals' });
  await expect(panel.getByText(/"Digits without decoder" has no decoder/)).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Open a model' })).toBeVisible();
});

test('another model brings another grid', async ({ open }) => {
  const app = await openLetters(open);
  await app.page
    .getByRole('button', { name: /^Digits/ })
    .first()
    .click();
  await app.collectionReady(1000);
  await expect(cell(app, 2, 10)).toBeVisible();
  await expect.poll(async () => (await names(app)).toSorted()).toEqual(['z1', 'z2', 'z3']);
});
