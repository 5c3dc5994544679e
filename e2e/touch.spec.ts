import { expect, test } from './fixtures.ts';

/** One finger down, moved in steps, and up; as Chromium's own touch events. */
async function swipe(
  page: import('@playwright/test').Page,
  from: { x: number; y: number },
  dx: number,
  dy: number,
  release = true,
) {
  const session = await page.context().newCDPSession(page);
  const at = (share: number) => [{ x: from.x + dx * share, y: from.y + dy * share }];
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
  for (let step = 1; step <= 10; step++) {
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(step / 10) });
  }
  if (release) await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

test('x', async ({ open }) => {
  const app = await open({ model: 'digits', touch: true, viewport: { width: 390, height: 700 } });
  await app.collectionReady();
  await app.still();
  await app.page.screenshot({ path: '/tmp/hg/shots/touch1.png' });
  console.log(await app.page.evaluate(() => matchMedia('(pointer: coarse)').matches));
  const one = await app.grabbable();
  await app.page.touchscreen.tap(one.x, one.y);
  await app.page.getByTestId('image-inspector').waitFor();
  await app.still();
  await app.page.screenshot({ path: '/tmp/hg/shots/touch2.png' });
  const p = await app.screenPosition(one.index);
  await swipe(app.page, p, 40, 30, false);
  await expect.poll(async () => (await app.probe()) !== null).toBe(true);
  await app.page.waitForTimeout(500);
  await app.page.screenshot({ path: '/tmp/hg/shots/touch3.png' });
  await app.page.getByRole('button', { name: 'Fold the inspector panel away' }).tap();
  await app.page.getByRole('button', { name: 'Unfold the collection panel' }).tap();
  await app.still();
  await app.page.screenshot({ path: '/tmp/hg/shots/touch4.png' });
});
