import { expect, test } from './fixtures.ts';
import { changedShare, screenPixels } from './pixels.ts';
import { endByForce, processTree } from './processTree.ts';

test('a graphics process killed in mid-drag leaves the scene, the points and the drag as they were', async ({
  open,
}) => {
  test.skip(process.platform === 'win32', 'processes are found by ps');
  const app = await open();
  // Chromium says that a context was lost, and Three.js that it has it again.
  app.expectErrors(/context|GPU/i);
  await app.ready();
  await app.collectionReady(100);
  const first = await app.grabbable();
  await app.drag(first, 60, 20);
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  await app.page.mouse.move(5, 5);
  await app.still();
  const scene = { x: 340, y: 60, width: 600, height: 500 };
  const before = { ...(await app.state()), picture: await screenPixels(app.page, scene) };

  const from = await app.grabbable();
  await app.drag(from, 40, -20, { release: false });
  const graphics = processTree(process.pid).filter(({ command }) => command.includes('--type=gpu-process'));
  expect(graphics.length, 'graphics processes of this browser').toBeGreaterThan(0);
  const killedAt = performance.now();
  endByForce(graphics);
  await app.page.keyboard.press('Escape');
  await app.page.mouse.up();
  await app.page.mouse.move(5, 5);

  // Everything that was there is drawn again: the pictures, each where it was, and the decoded point.
  await expect
    .poll(async () => changedShare(before.picture, await screenPixels(app.page, scene)), { timeout: 10_000 })
    .toBeLessThan(0.01);
  const words = `${Math.round(performance.now() - killedAt)} ms`;
  test.info().annotations.push({ type: 'drawn again after', description: words });
  console.log(`The scene was drawn again ${words} after the graphics process was killed.`);
  const after = await app.state();
  expect(after.probes).toEqual(before.probes);
  expect(after.pointCount).toBe(before.pointCount);

  const again = await app.grabbable();
  await app.drag(again, 50, 30);
  await expect.poll(async () => (await app.state()).probes.length).toBe(2);
  await expect.poll(async () => (await app.probe())?.z).toEqual((await app.state()).probes[1]!.z);
});
