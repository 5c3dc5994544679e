import { expect, test } from './fixtures.ts';
import type { App } from './App.ts';

/** From the largest to the smallest, and 1280×800 enlarged to twice its size. */
const SIZES = [
  [2560, 1440],
  [1920, 1080],
  [1280, 800],
  [800, 600],
  [640, 400],
  [390, 700],
] as const;

/** What lies over something else, sticks out of the window or scrolls inside of what scrolls; in words, a line each. */
function flaws(app: App): Promise<string[]> {
  return app.page.evaluate(() => {
    const found: string[] = [];
    const parts = [
      ...document.querySelectorAll('aside, section[aria-label="Dock"], footer, .hint, .notices > *'),
    ]
      .map((element) => ({
        name: element.getAttribute('aria-label') ?? element.className,
        box: element.getBoundingClientRect(),
      }))
      .filter(({ box }) => box.width > 0);
    for (const [at, { name, box }] of parts.entries()) {
      if (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight) {
        found.push(`${name} sticks out of the window`);
      }
      for (const other of parts.slice(at + 1)) {
        const isApart =
          box.right <= other.box.left ||
          other.box.right <= box.left ||
          box.bottom <= other.box.top ||
          other.box.bottom <= box.top;
        if (!isApart) found.push(`${name} and ${other.name} lie over each other`);
      }
    }
    const scrolls = (element: Element) =>
      /auto|scroll/.test(getComputedStyle(element).overflowY) &&
      element.scrollHeight > element.clientHeight + 1;
    for (const element of document.querySelectorAll('main *')) {
      if (element.tagName === 'TEXTAREA' || !scrolls(element)) continue;
      for (let above = element.parentElement; above; above = above.parentElement) {
        if (scrolls(above)) found.push(`${element.className} scrolls inside of ${above.className}`);
      }
    }
    return found;
  });
}

test('at any size nothing lies over anything else, and what is selected stays in sight', async ({ open }) => {
  const app = await open({ model: 'letters' });
  const { page } = app;
  await app.collectionReady();
  const { index, x, y } = await app.grabbable();
  await page.mouse.click(x, y);
  await expect(page.getByTestId('image-inspector')).toBeVisible();
  for (const [width, height] of SIZES) {
    const at = `${width}×${height}`;
    await page.setViewportSize({ width, height });
    await expect.poll(() => flaws(app), `${at}: the inspector`).toEqual([]);
    await app.still();
    // Kept for a comparison, or no longer: either is said.
    await page.keyboard.press('c');
    await expect(page.locator('.remark')).toBeVisible();
    expect(await flaws(app), `${at}: what is said`).toEqual([]);
    expect(await app.screenPosition(index), `${at}: the selected image`).toMatchObject({ visible: true });
    const unfold = page.getByRole('button', { name: 'Unfold the collection panel' });
    if (await unfold.isVisible()) await unfold.click();
    await expect.poll(() => flaws(app), `${at}: the collection`).toEqual([]);
    await app.still();
    expect(await app.screenPosition(index), `${at}: under the collection`).toMatchObject({ visible: true });
    // All folded away, and as it was.
    await page.keyboard.press('Control+b');
    await expect(page.getByRole('button', { name: 'Unfold the collection panel' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Unfold the inspector panel' })).toBeVisible();
    await expect.poll(() => flaws(app), `${at}: folded`).toEqual([]);
    await page.getByRole('button', { name: 'Unfold the collection panel' }).click();
    await page.getByRole('button', { name: 'Unfold the inspector panel' }).click();
    // The dock, with what it has.
    await page.getByRole('button', { name: 'Fold the inspector panel away' }).click();
    await page.getByRole('button', { name: 'Unfold the dock' }).click();
    await expect.poll(() => flaws(app), `${at}: the dock`).toEqual([]);
    await page.getByRole('button', { name: 'Fold the dock away' }).click();
    await page.getByRole('button', { name: 'Unfold the inspector panel' }).click();
  }
});

test('with the panels folded away the cloud fills the window, and a selection brings the inspector without being hidden', async ({
  open,
}) => {
  const app = await open({ model: 'digits', viewport: { width: 1280, height: 800 } });
  const { page } = app;
  await app.collectionReady();
  await page.keyboard.press('Control+b');
  await app.still();
  const spread = await page.evaluate(() => {
    const { state, screenPosition } = window.hourglass!;
    const ys = Array.from({ length: state().pointCount }, (_, row) => screenPosition(row).y);
    return (Math.max(...ys) - Math.min(...ys)) / innerHeight;
  });
  expect(spread).toBeGreaterThan(0.45);

  // The rightmost image, which the inspector would come to lie over.
  await page.keyboard.press('Control+b');
  await page.setViewportSize({ width: 800, height: 600 });
  await app.still();
  const rightmost = await page.evaluate(() => {
    const { state, screenPosition } = window.hourglass!;
    const rows = Array.from({ length: state().pointCount }, (_, row) => ({ row, ...screenPosition(row) }));
    return rows.filter(({ visible }) => visible).toSorted((a, b) => b.x - a.x)[0]!;
  });
  await page.mouse.click(rightmost.x, rightmost.y);
  await expect(page.getByTestId('image-inspector')).toBeVisible();
  await app.still();
  expect(await app.screenPosition(rightmost.row)).toMatchObject({ visible: true });
});

test('theme and contrast are the system’s until one is chosen', async ({ open }) => {
  const app = await open({ colorScheme: 'light' });
  const html = app.page.locator('html');
  await expect(html).toHaveAttribute('data-theme', 'light');
  await app.page.emulateMedia({ colorScheme: 'dark', contrast: 'more' });
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await expect(html).toHaveAttribute('data-contrast', 'high');
  await app.page.getByRole('button', { name: 'Settings' }).click();
  await app.page.getByLabel('Theme').selectOption('light');
  await expect(html).toHaveAttribute('data-theme', 'light');
  await app.page.emulateMedia({ colorScheme: 'dark', contrast: 'no-preference' });
  await expect(html).toHaveAttribute('data-contrast', 'normal');
  await expect(html).toHaveAttribute('data-theme', 'light');
});
