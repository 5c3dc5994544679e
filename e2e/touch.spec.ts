import { expect, test } from './fixtures.ts';
import { screenPixels } from './pixels.ts';
import type { App } from './App.ts';

interface Place {
  x: number;
  y: number;
}

/** Fingers that go down together, move in steps, and go up; as Chromium's own touch events. */
async function swipe(app: App, fingers: { from: Place; to: Place }[], meanwhile?: () => Promise<void>) {
  const session = await app.page.context().newCDPSession(app.page);
  const at = (share: number) =>
    fingers.map(({ from, to }, id) => ({
      x: from.x + (to.x - from.x) * share,
      y: from.y + (to.y - from.y) * share,
      id,
    }));
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
  for (let step = 1; step <= 10; step++) {
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(step / 10) });
  }
  await meanwhile?.();
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await session.detach();
}

const distance = (app: App) =>
  app.page.evaluate(() => {
    const { position, target } = window.hourglass!.state().view!;
    return Math.hypot(...position.map((value, k) => value - target[k]!));
  });

test('by touch alone on a phone: turn, zoom, select, drag, undo, filter, settings', async ({ open }) => {
  const app = await open({ model: 'digits', touch: true, viewport: { width: 390, height: 700 } });
  // The desktop's window is driven by a mouse in tests.
  test.skip(app.host.name === 'electron', 'touch is emulated by the browser');
  const { page } = app;
  await app.collectionReady();
  await app.still();

  // One finger on nothing turns the view; two zoom.
  const before = await app.state();
  await swipe(app, [{ from: { x: 60, y: 560 }, to: { x: 140, y: 540 } }]);
  await app.still();
  expect((await app.state()).view!.position).not.toEqual(before.view!.position);
  const far = await distance(app);
  await swipe(app, [
    { from: { x: 180, y: 300 }, to: { x: 120, y: 300 } },
    { from: { x: 210, y: 300 }, to: { x: 270, y: 300 } },
  ]);
  expect(await distance(app)).toBeLessThan(far * 0.6);
  expect((await app.state()).probes).toEqual([]);

  // A tap selects, and the inspector comes without lying over what was selected.
  const tapped = await app.grabbable();
  await page.touchscreen.tap(tapped.x, tapped.y);
  await expect(page.getByTestId('image-inspector')).toBeVisible();
  await app.still();
  const place = await app.screenPosition(tapped.index);
  expect(place.visible).toBe(true);

  // What a finger holds is shown beside it: where the finger is, another thing is drawn.
  await page.getByRole('button', { name: 'Fold the inspector panel away' }).tap();
  await app.still();
  const held = await app.screenPosition(tapped.index);
  const to = { x: held.x + 50, y: held.y + 40 };
  await swipe(app, [{ from: held, to }], async () => {
    await expect.poll(() => app.probe()).not.toBeNull();
    await app.still();
    const underIt = await screenPixels(page, { x: to.x - 20, y: to.y - 20, width: 40, height: 40 });
    // The frame of what is held is white, and larger than a finger: it is not here.
    let white = 0;
    for (let at = 0; at < underIt.length; at += 3) {
      if (underIt[at]! + underIt[at + 1]! + underIt[at + 2]! > 750) white++;
    }
    expect(white / (underIt.length / 3)).toBeLessThan(0.5);
  });
  expect((await app.state()).probes).toHaveLength(1);
  await page.getByRole('button', { name: /^Undo: add/ }).tap();
  await expect.poll(async () => (await app.state()).probes).toEqual([]);

  // Filters and settings, each button large enough for a finger.
  await page.getByRole('button', { name: 'Unfold the collection panel' }).tap();
  await page.getByRole('button', { name: /^3\b/ }).tap();
  await expect(page.getByText('900 of 1,000 shown')).toBeVisible();
  await page.getByRole('button', { name: 'Settings' }).tap();
  await page.getByLabel('Theme').selectOption('light');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.getByRole('button', { name: 'Close' }).tap();
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, select')]
      .map((element) => ({ name: element.textContent.trim(), box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 44 || box.height < 44))
      .map(({ name, box }) => `${name}: ${box.width}×${box.height}`),
  );
  expect(small).toEqual([]);
});
