import { expect, test } from './fixtures.ts';

test('an engine killed in mid-drag comes back with model, collection, view and decoded points', async ({
  open,
}) => {
  const app = await open();
  // The lost socket and the refused reconnections are what this test is about.
  app.expectErrors(/WebSocket|ERR_CONNECTION|Failed to fetch|Failed to load resource/);
  await app.ready();
  await app.collectionReady(100);
  const first = await app.grabbable();
  await app.drag(first, 60, 20);
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  const before = await app.state();

  const from = await app.grabbable();
  const place = await app.screenPosition(from.index);
  await app.drag(from, 50, -20, { release: false });
  // The page itself keeps the times, since the engine may be back before a test can look twice.
  await app.page.evaluate(() => {
    const times: { lost?: number; back?: number } = {};
    Object.assign(window, { connectionTimes: times });
    setInterval(() => {
      const open = window.hourglass!.state().connection === 'open';
      if (!open) times.lost ??= performance.now();
      else if (times.lost !== undefined) times.back ??= performance.now();
    }, 5);
  });
  app.killEngine();
  await app.page.mouse.move(from.x + 70, from.y - 30, { steps: 5 });
  const recoveredAfterMs = await app.page.waitForFunction(() => {
    const { lost, back } = Reflect.get(window, 'connectionTimes') as { lost?: number; back?: number };
    return lost !== undefined && back !== undefined ? back - lost : null;
  });
  const words = `${Math.round((await recoveredAfterMs.jsonValue()) ?? NaN)} ms`;
  test.info().annotations.push({ type: 'recovered after', description: words });
  console.log(`The page recovered ${words} after it had lost the engine.`);
  await app.page.mouse.move(from.x + 90, from.y - 40, { steps: 5 });
  await app.page.mouse.up();

  // It decodes again, and nothing was lost.
  await expect.poll(async () => (await app.state()).probes.length).toBe(2);
  const after = await app.state();
  await expect.poll(async () => (await app.probe())?.z).toEqual(after.probes[1]!.z);
  expect(after.model).toEqual(before.model);
  expect(after.collection).toEqual(before.collection);
  expect(after.pointCount).toBe(before.pointCount);
  expect(after.probes[0]).toEqual(before.probes[0]);
  const now = await app.screenPosition(from.index);
  expect(Math.hypot(now.x - place.x, now.y - place.y)).toBeLessThan(1);
});
