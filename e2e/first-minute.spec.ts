import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { root } from './Host.ts';
import { independentDecode, largestDifference } from './independentDecode.ts';
import { changedShare, screenPixels } from './pixels.ts';

test('the first start shows the bundled digits, one hint, and no dialog', async ({ open }) => {
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  const state = await app.state();
  expect(state.model?.name).toBe('Digits');
  expect(state.host).toBe(app.host.name);
  await expect(app.page.getByText('Drag a digit')).toBeVisible();
  await expect(app.page.getByRole('dialog')).toHaveCount(0);
  for (const name of ['Open images', 'Open model', 'Train on my images']) {
    await expect(app.page.getByRole('button', { name })).toBeVisible();
  }
  // Every bundled collection shows what is in it.
  const strips = app.page.locator('img[src*="preview"]');
  await expect(strips).toHaveCount(3);
  for (const strip of await strips.all()) {
    await expect
      .poll(() => strip.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(300);
  }
});

test('what is dragged changes under the hand and is what the decoder draws of its z', async ({ open }) => {
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  const from = await app.grabbable();
  const at = { x: from.x + 130, y: from.y - 40 };
  const underTheHand = { x: at.x - 30, y: at.y - 30, width: 60, height: 60 };
  const farAway = { x: at.x - 30, y: 760, width: 60, height: 10 };
  const before = [await screenPixels(app.page, underTheHand), await screenPixels(app.page, farAway)] as const;

  await app.drag(from, 130, -40, { release: false });
  await expect.poll(async () => (await app.timings()).handToPixels.count).toBeGreaterThan(0);
  // The last decode of the drag has arrived when two readings agree.
  let probe = await app.probe();
  await expect
    .poll(async () => {
      const previous = JSON.stringify(probe?.z);
      probe = await app.probe();
      return probe !== null && JSON.stringify(probe.z) === previous;
    })
    .toBe(true);
  expect(changedShare(before[0], await screenPixels(app.page, underTheHand))).toBeGreaterThan(0.2);
  expect(changedShare(before[1], await screenPixels(app.page, farAway))).toBe(0);

  const independent = await independentDecode(join(root, 'models/digits'), probe!.z);
  expect(largestDifference(probe!.rgba, independent)).toBeLessThanOrEqual(2);

  await app.page.mouse.up();
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  await expect(app.page.getByText('Drag a digit')).toBeHidden();
});

test('a second start offers and opens what was open last', async ({ open }) => {
  const first = await open();
  await first.ready();
  await first.page.getByRole('button', { name: /Letters/ }).click();
  await expect.poll(async () => (await first.state()).model?.name).toBe('Letters');
  await first.collectionReady(100);
  await first.close();

  const second = await open({ dataFolder: first.dataFolder });
  await second.ready();
  await expect.poll(async () => (await second.state()).model?.name).toBe('Letters');
});
