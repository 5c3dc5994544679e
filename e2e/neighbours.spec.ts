import { expect, test } from './fixtures.ts';
import { latentsOf } from './latents.ts';

test('the strip lists the nearest by distance and by angle, exactly; lines lead to the nearest in the scene', async ({
  open,
}) => {
  const app = await open({ model: 'letters', viewport: { width: 1280, height: 800 } });
  const { page } = app;
  await app.ready();
  await app.collectionReady(800);
  await app.still();
  const latents = await latentsOf(app);
  const from = await app.grabbable();
  await page.mouse.click(from.x, from.y);
  await expect.poll(async () => (await app.state()).selection).toEqual({ kind: 'image', index: from.index });
  const own = latents[from.index]!;
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, d) => sum + value * b[d]!, 0);
  const distances = {
    'Distance in z': latents.map((z) => Math.hypot(...z.map((value, d) => value - own[d]!))),
    'Angle in z': latents.map((z) => 1 - dot(z, own) / Math.sqrt(dot(z, z) * dot(own, own))),
  };
  const orders: number[][] = [];
  for (const [title, all] of Object.entries(distances)) {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(`in order: ${title}`);
    await page.keyboard.press('Enter');
    const expected = all
      .map((distance, row) => ({ distance, row }))
      .sort((a, b) => a.distance - b.distance)
      .map(({ row }) => row);
    const names = await page.evaluate(
      async (rows) => Promise.all(rows.map(async (row) => (await window.hourglass!.details(row)).name)),
      expected.slice(0, 6),
    );
    const cells = page.getByRole('listbox').getByRole('option');
    await expect
      .poll(async () => {
        const shown = await cells.evaluateAll((all) =>
          all.slice(0, 6).map((cell) => cell.getAttribute('aria-label') ?? ''),
        );
        return shown.every((label, i) => label.includes(names[i]!));
      })
      .toBe(true);
    orders.push(expected);
  }
  expect(orders[0]).not.toEqual(orders[1]);

  await expect.poll(async () => (await app.state()).nearness?.nearest).toBe(from.index);
  await app.still();
  const without = await app.scenePicture();
  await page.getByRole('application').focus();
  await page.keyboard.press('l');
  await expect.poll(async () => (await app.scenePicture()).equals(without)).toBe(false);
  await page.keyboard.press('l');
  await expect.poll(async () => (await app.scenePicture()).equals(without)).toBe(true);
});
