import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from '../engine/random/Random.ts';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { copyModelWithout } from './folders.ts';
import { independentDecode, largestDifference } from './independentDecode.ts';
import { latentsOf } from './latents.ts';

const LETTERS = fileURLToPath(new URL('../models/letters', import.meta.url));
const GENERATOR = fileURLToPath(new URL('../engine/models/fixtures/generator', import.meta.url));

const samples = (app: App) => app.page.getByRole('list', { name: 'Samples' });
const sample = (app: App, number: number) => samples(app).locator(`[data-sample="${number}"]`);
const pixels = (app: App, number: number): Promise<number[]> =>
  sample(app, number)
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => [
      ...canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data,
    ]);
const drawn = (app: App) => expect(samples(app)).toHaveAttribute('aria-busy', 'false');
const points = async (app: App) => (await app.state()).probes;
const distance = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(...a.map((value, d) => value - b[d]!));

async function draw(app: App, seed: number): Promise<void> {
  await app.page.getByRole('spinbutton', { name: 'Seed' }).fill(String(seed));
  await app.page.getByRole('button', { name: 'Draw', exact: true }).click();
  await expect(app.page.getByText(`seed ${seed}`)).toBeVisible();
  await drawn(app);
}

async function openLetters(open: (options: object) => Promise<App>): Promise<App> {
  const app = await open({ model: 'letters' });
  await app.ready();
  await app.collectionReady(832);
  return app;
}

/** What its label says of its nearest image. */
async function saidDistance(app: App, number: number): Promise<number> {
  const words = (await sample(app, number).getAttribute('aria-label')) ?? '';
  return Number(/nearest ([\d.]+) away/.exec(words)?.[1] ?? NaN);
}

test('samples are decodes of the seed’s z, say how near an image is, and are kept and undone', async ({
  open,
}) => {
  const app = await openLetters(open);
  await app.page.keyboard.press('Shift+G');
  await draw(app, 7);
  const first = await pixels(app, 0);
  const rows = await latentsOf(app);
  for (const number of [0, 5, 31]) {
    const random = new Random(7, 'sample', number);
    const z = Array.from({ length: 24 }, () => Math.fround(random.normal()));
    const expected = await independentDecode(LETTERS, z);
    expect(largestDifference(await pixels(app, number), expected)).toBeLessThanOrEqual(1);
    const nearest = Math.min(...rows.map((row) => distance(row, z)));
    expect(Math.abs((await saidDistance(app, number)) / nearest - 1)).toBeLessThan(0.006);
  }
  await sample(app, 2).hover();
  await expect(
    app.page.getByTestId('sample-detail').getByRole('img', { name: /nearest image/ }),
  ).toBeVisible();

  await app.page.getByRole('button', { name: 'Again' }).click();
  await expect(app.page.getByText('seed 8')).toBeVisible();
  await drawn(app);
  expect(await pixels(app, 0)).not.toEqual(first);
  await draw(app, 7);
  expect(await pixels(app, 0)).toEqual(first);

  // A click keeps, a second one selects; one step back takes it away again.
  await sample(app, 0).click();
  await expect.poll(async () => (await points(app)).length).toBe(1);
  expect((await app.state()).selection).toBeNull();
  const random = new Random(7, 'sample', 0);
  expect((await points(app))[0]!.z).toEqual(Array.from({ length: 24 }, () => Math.fround(random.normal())));
  await sample(app, 0).click();
  await expect.poll(async () => (await app.state()).selection?.kind).toBe('probe');
  expect(await points(app)).toHaveLength(1);
  await sample(app, 3).focus();
  await app.page.keyboard.press('Space');
  await app.page.keyboard.press('ArrowRight');
  await app.page.keyboard.press('Space');
  await app.page.getByRole('button', { name: 'Keep all 2 marked' }).click();
  await expect.poll(async () => (await points(app)).length).toBe(3);
  await app.page.keyboard.press('Control+z');
  await expect.poll(async () => (await points(app)).length).toBe(1);
});

test('from a mixture of the images; around a point, at temperature 0 that point', async ({ open }) => {
  const app = await openLetters(open);
  const image = await app.grabbable();
  await app.page.mouse.click(image.x, image.y);
  await app.page.keyboard.press('Shift+G');
  const from = app.page.getByRole('combobox', { name: 'Drawn from' });
  await from.selectOption('mixture');
  await draw(app, 1);
  await expect(app.page.getByText(/from a mixture of all images, seed 1, \d components?/)).toBeVisible();
  await from.selectOption('gaussian-selected');
  await expect(app.page.getByText('One image is selected: select two or more')).toBeVisible();
  await from.selectOption('around');
  await app.page.getByRole('slider', { name: 'Temperature' }).fill('0');
  await draw(app, 3);
  const z = (await latentsOf(app))[image.index]!;
  expect(largestDifference(await pixels(app, 9), await independentDecode(LETTERS, z))).toBeLessThanOrEqual(1);
  expect(await saidDistance(app, 9)).toBe(0);
});

test('a generator without encoder draws, and says why nothing is fitted to images', async ({
  open,
  folder,
}) => {
  const model = copyModelWithout('encoder', join(folder, 'generator'));
  const app = await open({ model });
  await app.ready();
  await app.collectionReady(50);
  await app.page.keyboard.press('Shift+G');
  await app.page.getByRole('combobox', { name: 'Drawn from' }).selectOption('gaussian');
  await expect(app.page.getByText(/has no encoder, so there are no images to fit/)).toBeVisible();
  await app.page.getByRole('combobox', { name: 'Drawn from' }).selectOption('prior');
  await draw(app, 4);
  const random = new Random(4, 'sample', 1);
  const z = Array.from({ length: 3 }, () => Math.fround(random.normal()));
  expect(largestDifference(await pixels(app, 1), await independentDecode(model, z))).toBeLessThanOrEqual(1);
  const nearest = Math.min(...(await latentsOf(app)).map((row) => distance(row, z)));
  expect(Math.abs((await saidDistance(app, 1)) / nearest - 1)).toBeLessThan(0.006);
  await sample(app, 1).hover();
  await expect(
    app.page.getByTestId('sample-detail').getByRole('img', { name: /nearest draw/ }),
  ).toBeVisible();
  await app.page.keyboard.press('w');
  await expect.poll(async () => (await points(app)).length).toBe(1);
  await app.page.keyboard.press('w');
  await expect.poll(async () => (await points(app)).length).toBe(0);
});

test('a bare generator of z as an image of one pixel draws, and shows its manifold', async ({ open }) => {
  const app = await open({ model: GENERATOR });
  await app.ready();
  await app.collectionReady(50);
  await app.page.keyboard.press('Shift+G');
  await draw(app, 2);
  expect(new Set(await pixels(app, 0)).size).toBeGreaterThan(2);
  expect(await pixels(app, 0)).not.toEqual(await pixels(app, 1));
  await app.page.keyboard.press('Shift+M');
  await expect(app.page.locator('dialog canvas')).toHaveAttribute('data-whole', 'true');
});

test('the walk moves and is decoded as it goes; what is kept stays, Esc and a drag end it', async ({
  open,
}) => {
  const app = await openLetters(open);
  await app.page.keyboard.press('w');
  await expect(app.page.getByTestId('walk')).toBeVisible();
  const here = async () => (await app.probe())?.z ?? [];
  await expect.poll(async () => (await here()).length).toBe(24);
  const start = await here();
  await expect.poll(async () => distance(await here(), start)).toBeGreaterThan(0.5);
  const { z, rgba } = (await app.probe())!;
  expect(largestDifference(rgba, await independentDecode(LETTERS, z))).toBeLessThanOrEqual(1);
  await app.page.keyboard.press('Shift+W');
  await expect.poll(async () => (await points(app)).length).toBe(2);
  const kept = (await points(app))[0]!;
  await expect.poll(async () => distance((await points(app))[1]!.z, kept.z)).toBeGreaterThan(0.2);
  await app.page.keyboard.press('Escape');
  await expect(app.page.getByTestId('walk')).toHaveCount(0);
  expect(await points(app)).toEqual([kept]);

  const image = await app.grabbable();
  await app.page.keyboard.press('w');
  await expect.poll(async () => (await points(app)).length).toBe(2);
  const wandering = (await points(app))[1]!.id;
  // A hand takes an image: what wandered is gone, and not among what is undone.
  await app.drag(image, 60, 0);
  await expect(app.page.getByTestId('walk')).toHaveCount(0);
  const [first, dragged, ...others] = await points(app);
  expect([first, others]).toEqual([kept, []]);
  expect(dragged!.id).not.toBe(wandering);
  await app.page.keyboard.press('Control+z');
  await expect.poll(async () => points(app)).toEqual([kept]);
  await app.page.keyboard.press('Control+z');
  await expect.poll(async () => (await points(app)).length).toBe(0);
});

test('the middle of the manifold is the decode of the mean; a press keeps, panning keeps up', async ({
  open,
}) => {
  const app = await openLetters(open);
  const rows = await latentsOf(app);
  const mean = rows[0]!.map((_, d) => rows.reduce((sum, z) => sum + z[d]!, 0) / rows.length);
  await app.page.keyboard.press('Shift+M');
  const canvas = app.page.locator('dialog canvas');
  await expect(canvas).toHaveAttribute('data-whole', 'true');
  const expected = await independentDecode(LETTERS, mean);
  const middle = await canvas.evaluate((element: HTMLCanvasElement) => {
    const { width, height, dataset } = element;
    const cell = Number(dataset['zoom']) * 2 ** -Number(dataset['level']);
    const { data } = element.getContext('2d')!.getImageData(0, 0, width, height);
    const side = 48;
    const start = (size: number) => Math.round(size / 2 - cell / 2);
    // A block of 8 × 8 images is drawn at whole pixels, and its first image is the middle one.
    const step = (size: number) => (Math.round(size / 2 + cell * 7.5) - start(size)) / 8 / side;
    const found: number[] = [];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const px = Math.floor(start(width) + (x + 0.5) * step(width));
        const py = Math.floor(start(height) + (y + 0.5) * step(height));
        found.push(...data.subarray((py * width + px) * 4, (py * width + px) * 4 + 4));
      }
    }
    return found;
  });
  expect(largestDifference(middle, expected)).toBeLessThanOrEqual(2);

  const box = (await canvas.boundingBox())!;
  const centre = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await app.page.mouse.click(centre.x, centre.y);
  await expect.poll(async () => (await points(app)).length).toBe(1);
  (await points(app))[0]!.z.forEach((value, d) => expect(Math.abs(value - mean[d]!)).toBeLessThan(1e-4));

  await app.page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { frameTimes: times });
    let before = performance.now();
    const tick = (now: number) => {
      times.push(now - before);
      before = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const framesSince = () =>
    app.page.evaluate(() => {
      const { frameTimes } = window as Window & { frameTimes?: number[] };
      return (frameTimes ?? []).splice(0).sort((a, b) => a - b);
    });
  const wordsOf = (times: readonly number[]) =>
    `p50 ${at(times, 0.5).toFixed(1)}, p95 ${at(times, 0.95).toFixed(1)} of ${times.length}`;
  const at = (times: readonly number[], share: number) => times[Math.floor(share * times.length)] ?? NaN;
  // The floor: this machine's frames with nothing to draw.
  await app.page.waitForFunction(
    () => ((window as Window & { frameTimes?: number[] }).frameTimes?.length ?? 0) > 60,
  );
  const idle = await framesSince();
  await app.drag(centre, -400, 60, { steps: 60 });
  expect(Number(await canvas.getAttribute('data-u'))).toBeGreaterThan(2);
  await app.drag(centre, 300, -200, { steps: 60 });
  const fresh = await framesSince();
  await expect(canvas).toHaveAttribute('data-whole', 'true');
  await framesSince();
  // Back over what has been decoded by now.
  await app.drag(centre, -300, 200, { steps: 60 });
  await app.drag(centre, 400, -60, { steps: 60 });
  const decoded = await framesSince();
  const words = `where images are new ${wordsOf(fresh)}; where they are there ${wordsOf(decoded)}; idle ${wordsOf(idle)}`;
  test.info().annotations.push({ type: 'frames while panning, ms', description: words });
  console.log(`manifold, frames while panning, ms: ${words}`);
  expect(at(fresh, 0.5)).toBeLessThan(200);

  const zoom = async () => Number(await canvas.getAttribute('data-zoom'));
  const before = await zoom();
  await app.page.mouse.move(centre.x, centre.y);
  await app.page.mouse.wheel(0, -600);
  await expect.poll(zoom).toBeGreaterThan(before * 2);
  await expect(canvas).toHaveAttribute('data-whole', 'true');
  await app.page.keyboard.press('Escape');
  await expect(app.page.locator('dialog')).toHaveCount(0);
  expect(await points(app)).toHaveLength(1);
  await app.page.keyboard.press('Control+z');
  await expect.poll(async () => (await points(app)).length).toBe(0);
});
