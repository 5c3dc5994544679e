import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { type App } from './App.ts';
import { expect, test } from './fixtures.ts';

/** Drags an image of the bundled digits and lets go: one decoded point, selected. */
async function dragOne(app: App): Promise<{ index: number }> {
  await app.ready();
  await app.collectionReady(100);
  const from = await app.grabbable();
  await app.drag(from, 90, 30);
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  return from;
}

const zOf = async (app: App): Promise<number[]> => (await app.state()).probes[0]?.z ?? [];

test('a decoded point can be dragged again, renamed, deleted, and all of it undone', async ({ open }) => {
  const app = await open();
  await dragOne(app);
  const first = await zOf(app);

  const { probes } = await app.state();
  const at = await app.page.evaluate((id) => window.hourglass!.screenPositionOfProbe(id), probes[0]!.id);
  await app.drag(at, -60, 50);
  await expect.poll(() => zOf(app)).not.toEqual(first);
  expect((await app.state()).probes).toHaveLength(1);

  const name = app.page.getByRole('textbox', { name: 'Name of this point' });
  await name.fill('my favourite');
  await name.press('Enter');
  await expect.poll(async () => (await app.state()).probes[0]?.name).toBe('my favourite');

  await app.page.keyboard.press('Delete');
  await expect.poll(async () => (await app.state()).probes.length).toBe(0);

  await app.page.keyboard.press('Control+z');
  await expect.poll(async () => (await app.state()).probes[0]?.name).toBe('my favourite');
  await app.page.keyboard.press('Control+z');
  await app.page.keyboard.press('Control+z');
  await expect.poll(() => zOf(app)).toEqual(first);
  await app.page.keyboard.press('Control+z');
  await expect.poll(async () => (await app.state()).probes.length).toBe(0);
  await app.page.keyboard.press('Control+Shift+z');
  await expect.poll(() => zOf(app)).toEqual(first);
});

test('holding Y moves along the second axis only', async ({ open }) => {
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  const from = await app.grabbable();
  await app.page.mouse.move(from.x, from.y);
  await app.page.mouse.down();
  await app.page.keyboard.down('y');
  await app.page.mouse.move(from.x + 40, from.y - 120, { steps: 10 });
  await app.page.mouse.up();
  await app.page.keyboard.up('y');
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  const moved = await zOf(app);
  const original = await app.page.evaluate(async (index) => {
    const { collection } = window.hourglass!.state();
    const response = await fetch(`api/collection/latents?from=${index}&to=${index + 1}&id=${collection!.id}`);
    return [...new Float32Array(await response.arrayBuffer())];
  }, from.index);
  const difference = moved.map((value, d) => Math.abs(value - (original[d] ?? NaN)));
  expect(difference[1]).toBeGreaterThan(0.1);
  expect(difference[0]).toBeLessThan(1e-4);
  expect(difference[2]).toBeLessThan(1e-4);
});

test('a slider moves one dimension of z and leaves the others', async ({ open }) => {
  const app = await open();
  await dragOne(app);
  const before = await zOf(app);
  const slider = app.page.getByRole('slider').nth(2);
  await slider.focus();
  for (let press = 0; press < 10; press++) await slider.press('ArrowRight');
  await expect.poll(async () => (await zOf(app))[2]).not.toBe(before[2]);
  const after = await zOf(app);
  expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
});

test('a decoded point is saved as the PNG that was shown', async ({ open }) => {
  const app = await open();
  await dragOne(app);
  await expect.poll(async () => (await app.probe())?.z).toEqual(await zOf(app));
  const { path } = await app.host.save(() => app.page.getByRole('button', { name: 'Save as PNG' }).click());
  const saved = await sharp(readFileSync(path)).ensureAlpha().raw().toBuffer();
  const probe = await app.probe();
  expect([...saved]).toEqual(probe!.rgba);
});

test('the original stays, and a click on it shows x beside x̂', async ({ open }) => {
  const app = await open();
  const { index } = await dragOne(app);
  await app.page.keyboard.press('Escape');
  const at = await app.screenPosition(index);
  await app.page.mouse.click(at.x, at.y);
  await expect.poll(async () => (await app.state()).selection).toMatchObject({ kind: 'image' });
  const inspector = app.page.getByTestId('image-inspector');
  await expect(inspector.getByLabel('x̂, the reconstruction')).toBeVisible();
  for (const figure of ['MSE', 'PSNR', 'SSIM']) await expect(inspector.getByText(figure)).toBeVisible();
});
