import { expect, test } from './fixtures.ts';
import { latentsOf } from './latents.ts';

test('the tip says the distance in z; never of the point just let go or of what was undone, and never over a panel', async ({
  open,
}) => {
  const app = await open({ model: 'letters' });
  const { page } = app;
  await app.collectionReady();
  const tip = page.locator('.tip');
  const first = await app.grabbable();
  await page.mouse.click(first.x, first.y);
  await app.still();
  const second = await page.evaluate((not) => {
    const { state, screenPosition } = window.hourglass!;
    const rows = Array.from({ length: state().pointCount }, (_, row) => ({ row, ...screenPosition(row) }));
    return rows.filter(({ row, visible }) => visible && row !== not).toSorted((a, b) => b.x - a.x)[0]!;
  }, first.index);
  await page.mouse.move(second.x, second.y);
  await expect(tip).toContainText('distance in z');
  const z = await latentsOf(app);
  const distance = Math.hypot(...z[first.index]!.map((value, d) => value - z[second.row]![d]!));
  await expect(tip).toContainText(`distance in z ${Number(distance.toPrecision(3))}`);
  // The rightmost image: the tip stands on its other side, not over the inspector.
  const inspector = (await page.getByRole('complementary', { name: 'Inspector' }).boundingBox())!;
  const box = (await tip.boundingBox())!;
  expect(box.x + box.width).toBeLessThanOrEqual(inspector.x);

  // Let go of, a point needs no tip; nor does one that an undo takes from under the pointer.
  await app.drag(first, 70, 40);
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  await app.still();
  await expect(tip).toBeHidden();
  await page.mouse.move(first.x + 70, first.y + 140);
  await app.still();
  await page.mouse.move(first.x + 70, first.y + 40);
  await expect(tip).toContainText('Point 1');
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undone: add Point 1')).toBeVisible();
  await expect(tip.getByText('Point 1')).toBeHidden();

  // With Alt a drag that begins on an image turns the view.
  const before = (await app.state()).view!;
  await app.still();
  const again = await app.grabbable();
  await page.keyboard.down('Alt');
  await app.drag(again, 80, 20);
  await page.keyboard.up('Alt');
  expect((await app.state()).view!.position).not.toEqual(before.position);
  expect((await app.state()).probes).toEqual([]);
});

test('a decoded point that is not selected is found by its mark, through whatever lies before it', async ({
  open,
}) => {
  const app = await open({ model: 'digits' });
  const { page } = app;
  await app.collectionReady();
  // Into the middle of the data, behind most of it.
  await page.keyboard.press('n');
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  const { id } = (await app.state()).probes[0]!;
  await page.keyboard.press('Escape');
  expect((await app.state()).selection).toBeNull();
  await app.still();
  const place = await page.evaluate((probe) => window.hourglass!.screenPositionOfProbe(probe), id);
  expect(place.visible, 'an image lies over the point itself').toBe(false);
  // The mark stands above the point's own picture, however large that is.
  let up = 12;
  const selection = async () => (await app.state()).selection;
  for (; up < 60 && (await selection())?.kind !== 'probe'; up += 4)
    await page.mouse.click(place.x, place.y - up);
  expect(await selection()).toEqual({ kind: 'probe', id });
});
