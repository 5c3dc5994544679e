import type { Locator, Page } from '@playwright/test';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { latentsOf } from './latents.ts';

const SIDE = 28;

/** x and x̂ of an image, read from the engine's answer by hand: grey bytes [28·28] each. */
async function reconstruction(page: Page, index: number): Promise<{ x: number[]; xHat: number[] }> {
  return page.evaluate(async (at) => {
    const { id } = window.hourglass!.state().collection!;
    const answer = await fetch(`api/collection/reconstruction?id=${id}&index=${at}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const count = (bytes.length - 20) / 8;
    const grey = (from: number) => Array.from({ length: count }, (_, pixel) => bytes[from + pixel * 4]!);
    return { x: grey(20), xHat: grey(20 + count * 4) };
  }, index);
}

const distance = (a: readonly number[], b: readonly number[]) =>
  Math.sqrt(a.reduce((sum, value, d) => sum + (value - (b[d] ?? NaN)) ** 2, 0));

/** What a canvas shows at a place of it, in CSS pixels: RGB. */
function colorAt(canvas: Locator, at: { x: number; y: number }): Promise<number[]> {
  return canvas.evaluate((element, { x, y }) => {
    const drawn = element as HTMLCanvasElement;
    const ratio = drawn.width / drawn.clientWidth;
    const { data } = drawn.getContext('2d')!.getImageData(Math.floor(x * ratio), Math.floor(y * ratio), 1, 1);
    return [...data.subarray(0, 3)];
  }, at);
}

/** Where the middle of a pixel is in a pane that shows a 28×28 image whole: 4 px stay free around it. */
async function placeOf(canvas: Locator, pixel: number): Promise<{ x: number; y: number }> {
  const { width, height } = (await canvas.boundingBox())!;
  const scale = Math.min(width - 8, height - 8) / SIDE;
  const along = (at: number, length: number) => length / 2 + (at + 0.5 - SIDE / 2) * scale;
  return { x: along(pixel % SIDE, width), y: along(Math.floor(pixel / SIDE), height) };
}

/** The pixel where two images differ most. */
const mostDifferent = (a: readonly number[], b: readonly number[]) =>
  a.reduce((most, value, at) => (Math.abs(value - b[at]!) > Math.abs(a[most]! - b[most]!) ? at : most), 0);

const words = (value: number) => (value < 0 ? '−' : '+') + Math.abs(value).toFixed(3);

async function openDigits(open: () => Promise<App>): Promise<App> {
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  return app;
}

/** An image that can be clicked and is not `other`. */
async function anotherOnScreen(app: App, other: number): Promise<{ index: number; x: number; y: number }> {
  await app.still();
  const found = await app.page.evaluate((taken) => {
    const { state, screenPosition } = window.hourglass!;
    const from = screenPosition(taken);
    for (let index = 0; index < state().pointCount; index++) {
      const { x, y, visible } = screenPosition(index);
      if (index !== taken && visible && Math.hypot(x - from.x, y - from.y) > 60) return { index, x, y };
    }
    return null;
  }, other);
  if (!found) throw new Error('There is no second image on screen.');
  return found;
}

async function ctrlClick({ page }: App, at: { x: number; y: number }): Promise<void> {
  await page.keyboard.down('Control');
  await page.mouse.click(at.x, at.y);
  await page.keyboard.up('Control');
}

/** ‖Δz‖ as it is shown: three digits of it. */
async function expectDistance(measures: Locator, value: number): Promise<void> {
  const shown = measures.getByText('‖Δz‖').locator('xpath=ancestor::div[1]/dd');
  await expect(shown).toHaveText(String(Number(value.toPrecision(3))));
}

test('an image is seen large, with its difference in true colours, and others after it', async ({ open }) => {
  const app = await openDigits(open);
  const { page } = app;
  const { index, x: atX, y: atY } = await app.grabbable();
  await page.mouse.click(atX, atY);
  await page.getByTestId('image-inspector').getByRole('button', { name: 'View x̂ large' }).click();
  const viewer = page.getByTestId('viewer');
  await expect(viewer.getByRole('heading')).toHaveText(
    (await page.evaluate((at) => window.hourglass!.details(at), index)).name,
  );
  await viewer.getByRole('combobox', { name: 'Colours of the difference' }).selectOption('grey');

  // The difference, computed here.
  const { x, xHat } = await reconstruction(page, index);
  const pixel = mostDifferent(x, xHat);
  const [canvasX, canvasXHat, canvasOfDifference] = (
    ['x, the image as the model sees it', 'x̂, the reconstruction', 'Where they differ'] as const
  ).map((name) => viewer.getByRole('img', { name, exact: true })) as [Locator, Locator, Locator];
  const place = await placeOf(canvasX, pixel);
  const gain = Number((await viewer.getByTestId('gain').textContent())!.replace('×', ''));
  expect(gain).toBeGreaterThanOrEqual(1);
  const shade = Math.min(1, (Math.abs(x[pixel]! - xHat[pixel]!) / 255) * gain) * 255;
  const expectPanes = async () => {
    expect(await colorAt(canvasX, place)).toEqual([x[pixel], x[pixel], x[pixel]]);
    expect(await colorAt(canvasXHat, place)).toEqual([xHat[pixel], xHat[pixel], xHat[pixel]]);
    for (const value of await colorAt(canvasOfDifference, place)) {
      expect(Math.abs(value - shade)).toBeLessThanOrEqual(1);
    }
  };
  await expect.poll(() => colorAt(canvasX, place)).toEqual([x[pixel], x[pixel], x[pixel]]);
  await expectPanes();

  // The cross-hair says the values, and the wheel brings all three nearer to the same pixel.
  const box = (await canvasX.boundingBox())!;
  await page.mouse.move(box.x + place.x, box.y + place.y);
  const values = viewer.getByTestId('pixel-values');
  await expect(values).toContainText(`column ${(pixel % SIDE) + 1}, row ${Math.floor(pixel / SIDE) + 1}`);
  await expect(values).toContainText(words((xHat[pixel]! - x[pixel]!) / 255));
  const middle = { x: box.width / 2, y: box.height / 2 };
  const before = await colorAt(canvasOfDifference, middle);
  await page.mouse.wheel(0, -1500);
  await expect(viewer.getByText(/^2\d×$/)).toBeVisible();
  await expectPanes();
  await page.keyboard.press('0');
  await expect(viewer.getByText('1.0×')).toBeVisible();
  await expect.poll(() => colorAt(canvasOfDifference, middle)).toEqual(before);

  // The gain by hand, as large as it gets.
  await viewer.getByRole('slider', { name: 'Gain of the difference' }).press('End');
  await expect(viewer.getByTestId('gain')).toHaveText('32×');
  await expect.poll(() => colorAt(canvasOfDifference, place)).toEqual([255, 255, 255]);
  await viewer.getByRole('checkbox', { name: 'Auto' }).check();
  await expect(viewer.getByTestId('gain')).toHaveText(`${gain}×`);

  // On to the next and back, and out of it, with the focus where it was.
  await viewer.getByRole('button', { name: 'Next' }).click();
  await expect.poll(async () => (await app.state()).selection).toEqual({ kind: 'image', index: index + 1 });
  const next = await reconstruction(page, index + 1);
  await expect.poll(() => colorAt(canvasXHat, place)).toEqual(Array(3).fill(next.xHat[pixel]));
  await page.keyboard.press('ArrowLeft');
  await expect.poll(async () => (await app.state()).selection).toEqual({ kind: 'image', index });
  await page.keyboard.press('Escape');
  await expect(viewer).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'View x large' })).toBeFocused();
  await page.keyboard.press('v');
  await expect(viewer).toBeVisible();
  await viewer.getByRole('checkbox', { name: 'Original' }).check();
  await expect(viewer.getByRole('img', { name: 'x, the file’s own pixels' })).toBeVisible();
  await page.keyboard.press('v');
  await expect(viewer).toHaveCount(0);
});

test('two are compared side by side, images and decoded points, by hand and by key', async ({ open }) => {
  const app = await openDigits(open);
  const { page } = app;
  const first = await app.grabbable();
  await page.mouse.click(first.x, first.y);
  const second = await anotherOnScreen(app, first.index);
  await ctrlClick(app, second);
  const card = page.getByTestId('compare-card');
  await expect(card).toBeVisible();
  expect((await app.state()).selectedRows).toEqual([first.index, second.index].toSorted((a, b) => a - b));
  const latents = await latentsOf(app);
  const z = latents[second.index]!;
  await expectDistance(card, distance(latents[first.index]!, z));

  const viewer = page.getByTestId('viewer');
  await card.getByRole('button', { name: 'View large', exact: true }).click();
  await expectDistance(viewer, distance(latents[first.index]!, z));
  const { xHat } = await reconstruction(page, second.index);
  await viewer.getByRole('combobox', { name: 'What is shown of B' }).selectOption('reconstruction');
  const canvasB = viewer.getByRole('img', { name: /^B, / });
  const brightest = xHat.indexOf(Math.max(...xHat));
  await expect
    .poll(async () => colorAt(canvasB, await placeOf(canvasB, brightest)))
    .toEqual(Array(3).fill(xHat[brightest]));
  await page.keyboard.press('Escape');
  await expect(viewer).toHaveCount(0);

  // A decoded point is seen large beside the image that it came from.
  await page.keyboard.press('Escape');
  await app.drag(await app.grabbable(), 90, 30);
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  await page.mouse.move(640, 780);
  await page.getByTestId('probe-inspector').getByRole('button', { name: 'View large' }).click();
  const drawn = viewer.getByRole('img', { name: /^x′, what the decoder draws/ });
  await expect(viewer.getByRole('img', { name: /^x, .*where the point came from/ })).toBeVisible();
  const probe = await app.probe();
  const light = Array.from({ length: SIDE * SIDE }, (_, at) => probe!.rgba[at * 4]!);
  const pixel = light.indexOf(Math.max(...light));
  await expect
    .poll(async () => colorAt(drawn, await placeOf(drawn, pixel)))
    .toEqual(Array(3).fill(light[pixel]));
  await page.keyboard.press('Escape');
  await expect(viewer).toHaveCount(0);

  // And compared with an image, marked by key.
  const { probes } = await app.state();
  await page.keyboard.press('c');
  await page.keyboard.press(']');
  await expect.poll(async () => (await app.state()).selection).toMatchObject({ kind: 'image' });
  const { selection } = await app.state();
  if (selection?.kind !== 'image') throw new Error('The next after the only decoded point is an image.');
  await page.keyboard.press('c');
  await expect(card).toBeVisible();
  await expectDistance(card, distance(probes[0]!.z, latents[selection.index]!));
  await card.getByRole('button', { name: 'B alone' }).click();
  await expect(card).toBeHidden();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find a command' }).fill('compare two');
  await expect(page.getByRole('option', { name: /Ctrl-click a second image/ })).toBeVisible();
});
