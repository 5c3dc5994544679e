import { type App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { changedShare, screenPixels, type Box } from './pixels.ts';

interface Place {
  x: number;
  y: number;
}

/** Between the panels, where only the scene is drawn. */
const SCENE: Box = { x: 340, y: 40, width: 600, height: 680 };

async function openDigits(open: () => Promise<App>): Promise<App> {
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  await app.still();
  return app;
}

/** Where some images are on screen, whether covered or not. */
function placesOf(app: App, indices: readonly number[]): Promise<Place[]> {
  return app.page.evaluate(
    (all) =>
      all.map((index) => {
        const { x, y } = window.hourglass!.screenPosition(index);
        return { x, y };
      }),
    indices,
  );
}

const distance = (a: Place, b: Place): number => Math.hypot(a.x - b.x, a.y - b.y);

/** A place between the panels with nothing to grab: near it a drag moves the camera. */
async function emptyPlace(app: App): Promise<Place> {
  for (let y = 60; y < 720; y += 20) {
    for (let x = SCENE.x + 20; x < SCENE.x + SCENE.width; x += 40) {
      await app.page.mouse.move(x, y);
      const isFree = await app.page.evaluate(
        ([atX, atY]) => {
          const canvas = document.elementFromPoint(atX, atY);
          return new Promise<boolean>((resolve) =>
            requestAnimationFrame(() =>
              requestAnimationFrame(() =>
                resolve(canvas instanceof HTMLCanvasElement && canvas.style.cursor !== 'grab'),
              ),
            ),
          );
        },
        [x, y] as const,
      );
      if (isFree) return { x, y };
    }
  }
  throw new Error('No empty place between the panels.');
}

/** Where all images are: middle and extent of their places on screen. */
async function cloudOnScreen(app: App): Promise<{ middle: Place; width: number; height: number }> {
  const { pointCount } = await app.state();
  const places = await placesOf(
    app,
    Array.from({ length: pointCount }, (_, index) => index),
  );
  const xs = places.map(({ x }) => x).sort((a, b) => a - b);
  const ys = places.map(({ y }) => y).sort((a, b) => a - b);
  const at = (values: number[], share: number) => values[Math.floor(share * (values.length - 1))] ?? NaN;
  return {
    middle: { x: at(xs, 0.5), y: at(ys, 0.5) },
    width: at(xs, 0.98) - at(xs, 0.02),
    height: at(ys, 0.98) - at(ys, 0.02),
  };
}

test('all points are framed between the panels, and again when a panel folds', async ({ open }) => {
  const app = await openDigits(open);
  const between = await cloudOnScreen(app);
  // Panels of 300 pixels on both sides of 1280.
  expect(Math.abs(between.middle.x - 640)).toBeLessThan(40);
  expect(between.width).toBeLessThan(640);
  expect(between.width).toBeGreaterThan(250);

  await app.page.getByRole('button', { name: 'Fold the inspector panel away' }).click();
  await expect.poll(async () => (await cloudOnScreen(app)).middle.x).toBeGreaterThan(between.middle.x + 100);
  await app.still();
  // What is seen and what is touched moved together.
  const { index, x, y } = await app.grabbable();
  await app.page.mouse.move(x, y);
  await app.page.mouse.click(x, y);
  await expect.poll(async () => (await app.state()).selection).toEqual({ kind: 'image', index });
});

test('a drag on empty space orbits: near and far points move against each other', async ({ open }) => {
  const app = await openDigits(open);
  const before = await screenPixels(app.page, SCENE);
  // Every eighth: they come by label, and each label is a cluster on one side.
  const { pointCount } = await app.state();
  const indices = Array.from({ length: Math.floor(pointCount / 8) }, (_, k) => k * 8);
  const placesBefore = await placesOf(app, indices);
  await app.drag(await emptyPlace(app), 120, 0);
  const placesAfter = await placesOf(app, indices);
  const ways = placesAfter.map((place, k) => place.x - placesBefore[k]!.x);
  expect(Math.max(...ways)).toBeGreaterThan(20);
  expect(Math.min(...ways)).toBeLessThan(-20);
  // What was moved is drawn in the next frame.
  await expect
    .poll(async () => changedShare(before, await screenPixels(app.page, SCENE)))
    .toBeGreaterThan(0.05);
  expect((await app.state()).probes).toEqual([]);
});

test('a drag with the right button pans: all points follow the hand', async ({ open }) => {
  const app = await openDigits(open);
  const indices = Array.from({ length: 60 }, (_, index) => index);
  const before = await placesOf(app, indices);
  const from = await app.grabbable();
  await app.page.mouse.move(from.x, from.y);
  await app.page.mouse.down({ button: 'right' });
  await app.page.mouse.move(from.x + 80, from.y - 50, { steps: 8 });
  await app.page.mouse.up({ button: 'right' });
  const after = await placesOf(app, indices);
  for (const [k, place] of after.entries()) {
    const { x, y } = before[k]!;
    // Perspective: what is nearer moves more.
    expect(place.x - x).toBeGreaterThan(40);
    expect(place.x - x).toBeLessThan(160);
    expect(place.y - y).toBeLessThan(-25);
  }
  expect((await app.state()).probes).toEqual([]);
});

test('the wheel zooms to the point under the pointer, which stays there', async ({ open }) => {
  const app = await openDigits(open);
  const { index, x, y } = await app.grabbable();
  const others = [index + 1, index + 2, index + 3].map((other) => other % 100);
  const before = await placesOf(app, others);
  await app.page.mouse.move(x, y);
  for (let turn = 0; turn < 3; turn++) await app.page.mouse.wheel(0, -120);
  await expect
    .poll(async () => {
      const after = await placesOf(app, others);
      return after.every((place, k) => distance(place, { x, y }) > 1.2 * distance(before[k]!, { x, y }));
    })
    .toBe(true);
  const [place] = await placesOf(app, [index]);
  expect(distance(place!, { x, y })).toBeLessThan(1);
});

test('a double click flies to a point, F shows all again', async ({ open }) => {
  const app = await openDigits(open);
  const framed = await cloudOnScreen(app);
  const { index, x, y } = await app.grabbable();
  await app.page.mouse.dblclick(x, y);
  // The folded dock and the status bar take what is below.
  const dock = (await app.page.getByRole('region', { name: 'Dock' }).boundingBox())!;
  const middle = { x: 640, y: dock.y / 2 };
  await expect
    .poll(async () => {
      const [place] = await placesOf(app, [index]);
      return distance(place!, middle);
    })
    .toBeLessThan(3);
  await app.still();
  await expect.poll(async () => (await cloudOnScreen(app)).width).toBeGreaterThan(framed.width * 1.5);

  await app.page.keyboard.press('f');
  await expect.poll(async () => (await cloudOnScreen(app)).width).toBeLessThan(framed.width * 1.3);
  await app.still();
  await expect.poll(async () => distance((await cloudOnScreen(app)).middle, framed.middle)).toBeLessThan(30);
});

test('a finger drags a point; two fingers zoom without dragging', async ({ open }) => {
  const app = await openDigits(open);
  const { x, y } = await app.grabbable();
  const session = await app.page.context().newCDPSession(app.page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Place[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: touchPoints.map((point, id) => ({ ...point, id })),
    });
  const framed = await cloudOnScreen(app);
  await touch('touchStart', [{ x: 560, y: 380 }]);
  await touch('touchStart', [
    { x: 560, y: 380 },
    { x: 720, y: 380 },
  ]);
  for (let step = 1; step <= 8; step++) {
    await touch('touchMove', [
      { x: 560 - step * 5, y: 380 },
      { x: 720 + step * 5, y: 380 },
    ]);
  }
  await touch('touchEnd', []);
  // From 160 to 240 pixels apart.
  await expect.poll(async () => (await cloudOnScreen(app)).width).toBeGreaterThan(framed.width * 1.3);
  expect((await app.state()).probes).toEqual([]);

  await app.page.keyboard.press('f');
  await expect.poll(async () => (await cloudOnScreen(app)).width).toBeLessThan(framed.width * 1.1);
  await app.still();
  // Beside the finger, which would cover it.
  const aboveTheFinger = { x: x + 60, y: y - 77, width: 60, height: 60 };
  const before = await screenPixels(app.page, aboveTheFinger);
  await touch('touchStart', [{ x, y }]);
  for (let step = 1; step <= 9; step++) await touch('touchMove', [{ x: x + step * 10, y: y + step * 5 }]);
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  await expect
    .poll(async () => changedShare(before, await screenPixels(app.page, aboveTheFinger)))
    .toBeGreaterThan(0.2);
  await touch('touchEnd', []);
  expect((await app.state()).probes).toHaveLength(1);
});

test('what the pointer picks is what is drawn there, and the tip shows it', async ({ open }) => {
  // Two pictures for each place, from a software renderer.
  test.slow();
  const app = await openDigits(open);
  const { page } = app;
  const tip = page.locator('.tip');
  const aside = { x: 640, y: 8 };
  let changedPlaces = 0;
  const named = new Set<string>();
  // Places all over the cloud, in the middle of cards as well as at their edges.
  for (let k = 0; k < 16; k++) {
    const x = 500 + ((k * 67) % 280);
    const y = 260 + ((k * 41) % 250);
    await page.mouse.move(aside.x, aside.y);
    await expect(tip).toBeHidden();
    await app.still();
    const at = { x, y, width: 1, height: 1 };
    const around = { x: x - 20, y: y - 20, width: 40, height: 40 };
    const before = await screenPixels(page, at);
    const aroundBefore = await screenPixels(page, around);
    await page.mouse.move(x, y);
    const isCard = await page
      .waitForFunction(() => document.querySelector('.tip') !== null, undefined, { timeout: 1000 })
      .then(() => true)
      .catch(() => false);
    if (!isCard) continue;
    // The card is raised with a ring around it: had another one been picked, it would now cover this place.
    await expect
      .poll(async () => changedShare(aroundBefore, await screenPixels(page, around)))
      .toBeGreaterThan(0);
    if (changedShare(before, await screenPixels(page, at)) > 0) changedPlaces++;
    await expect(tip.locator('p').first()).not.toBeEmpty();
    named.add((await tip.locator('p').first().textContent()) ?? '');
  }
  expect(named.size).toBeGreaterThan(6);
  expect(changedPlaces).toBe(0);
});
