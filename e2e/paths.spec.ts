import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Locator } from '@playwright/test';
import sharp from 'sharp';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { independentDecode, largestDifference } from './independentDecode.ts';
import { latentsOf } from './latents.ts';
import { openLetters } from './openLetters.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LETTERS = join(ROOT, 'models', 'letters');
const SIDE = 48;

const slider = (app: App) => app.page.getByRole('slider', { name: 'Place on the path' });
const keyframes = (app: App) => app.page.getByRole('list', { name: 'Keyframes' }).locator('[data-keyframe]');
const names = (app: App) =>
  keyframes(app).evaluateAll((cards) =>
    cards.map((card) => card.getAttribute('aria-label')!.split(': ')[1]!),
  );
/** RGBA bytes of the large frame. */
const frame = (app: App): Promise<number[]> =>
  app.page
    .getByTestId('path-frame')
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => [
      ...canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data,
    ]);
/** Of the strip of frames, one by its place. */
const inStrip = (app: App, place: number): Promise<number[]> =>
  slider(app)
    .locator('canvas')
    .evaluate(
      (canvas: HTMLCanvasElement, [at, side]) => [
        ...canvas.getContext('2d')!.getImageData(at! * side!, 0, side!, side!).data,
      ],
      [place, SIDE],
    );
const share = async (app: App) => {
  const [now, most] = await Promise.all(
    ['aria-valuenow', 'aria-valuemax'].map((name) => slider(app).getAttribute(name)),
  );
  return Number(now) / Number(most);
};
const lerp = (a: readonly number[], b: readonly number[], u: number) =>
  a.map((value, d) => value + u * (b[d]! - value));

/** Selects some images with the pointer, far from one another on screen, and adds each with K. */
async function addThree(app: App): Promise<number[]> {
  await app.page.getByRole('tab', { name: 'Path' }).click();
  const rows: number[] = [];
  for (const at of [0.1, 0.5, 0.9]) {
    await app.still();
    const { index, x, y } = await app.page.evaluate((share) => {
      const { state, screenPosition } = window.hourglass!;
      const seen = Array.from({ length: state().pointCount }, (_, index) => ({
        index,
        ...screenPosition(index),
      }));
      const visible = seen.filter((place) => place.visible).sort((a, b) => a.x - b.x);
      return visible[Math.floor(visible.length * share)]!;
    }, at);
    await app.page.mouse.click(x, y);
    await expect.poll(async () => (await app.state()).selection).toEqual({ kind: 'image', index });
    rows.push(index);
    await app.page.keyboard.press('k');
    await expect(keyframes(app)).toHaveCount(rows.length);
  }
  await expect(slider(app)).toBeVisible();
  return rows;
}

async function chooseFolder(dialog: Locator, path: string): Promise<void> {
  await dialog.getByRole('button', { name: 'Choose…' }).click();
  const field = dialog.getByRole('textbox', { name: 'Path' });
  await field.fill(path);
  await field.press('Enter');
  await dialog.getByRole('button', { name: 'Use this folder' }).click();
}

test('three keyframes make a path; scrubbed, it shows what the decoder draws there; reordered, undone, played, and there again after a reload', async ({
  open,
}) => {
  const app = await openLetters(open);
  const { page } = app;
  const latents = await latentsOf(app);
  const rows = await addThree(app);
  const [a, b, c] = rows.map((row) => latents[row]!) as [number[], number[], number[]];

  // By the pointer to three quarters: half way from the second to the third.
  const box = (await slider(app).boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 4, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.75, y, { steps: 15 });
  await page.mouse.up();
  const there = await share(app);
  expect(Math.abs(there - 0.75)).toBeLessThan(0.01);
  const between = await independentDecode(LETTERS, lerp(b, c, there * 2 - 1));
  await expect.poll(async () => largestDifference(await frame(app), between)).toBeLessThanOrEqual(1);
  // The strip: the first of its frames stands for the first piece of the time.
  const count =
    (await slider(app)
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) => canvas.width)) / SIDE;
  const first = await independentDecode(LETTERS, lerp(a, b, 1 / count));
  await expect.poll(async () => largestDifference(await inStrip(app, 0), first)).toBeLessThanOrEqual(1);

  // The last is dragged to the front, and then put back by undo.
  const order = await names(app);
  const from = (await keyframes(app).nth(2).boundingBox())!;
  const to = (await keyframes(app).nth(0).boundingBox())!;
  await page.mouse.move(from.x + from.width / 2, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(to.x + 6, to.y + 20, { steps: 12 });
  await page.mouse.up();
  await expect.poll(() => names(app)).toEqual([order[2], order[0], order[1]]);
  const moved = await independentDecode(LETTERS, lerp(a, b, there * 2 - 1));
  await expect.poll(async () => largestDifference(await frame(app), moved)).toBeLessThanOrEqual(1);
  await page.keyboard.press('Control+z');
  await expect.poll(() => names(app)).toEqual(order);
  await expect.poll(async () => largestDifference(await frame(app), between)).toBeLessThanOrEqual(1);
  // The same by keys, and a keyframe taken off.
  await keyframes(app).nth(0).focus();
  await page.keyboard.press('Alt+ArrowRight');
  await expect.poll(() => names(app)).toEqual([order[1], order[0], order[2]]);
  await page.keyboard.press('Control+z');
  await keyframes(app).nth(1).focus();
  await page.keyboard.press('Delete');
  await expect.poll(() => names(app)).toEqual([order[0], order[2]]);
  await page.keyboard.press('Control+z');
  await expect.poll(() => names(app)).toEqual(order);

  // Played from the beginning, to its end.
  await slider(app).focus();
  await page.keyboard.press('Home');
  expect(await share(app)).toBe(0);
  await page.keyboard.press('Space');
  await expect.poll(() => share(app)).toBeGreaterThan(0.2);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect.poll(() => share(app)).toBe(1);
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  const end = await independentDecode(LETTERS, c);
  await expect.poll(async () => largestDifference(await frame(app), end)).toBeLessThanOrEqual(1);

  await page.getByRole('textbox', { name: 'Name of this path' }).fill('my morph');
  await page.getByRole('textbox', { name: 'Name of this path' }).press('Enter');
  await expect.poll(async () => (await app.state()).undo).toBe('rename Path 1');
  await page.reload();
  await app.ready();
  await expect(page.getByRole('textbox', { name: 'Name of this path' })).toHaveValue('my morph');
  await expect.poll(() => names(app)).toEqual(order);
});

test('ways along the data and of least change are worked out by a job, speed is made constant, and it stays so in the document', async ({
  open,
}) => {
  const app = await openLetters(open);
  const { page } = app;
  const latents = await latentsOf(app);
  const rows = await addThree(app);
  await slider(app).focus();
  await page.keyboard.press('Home');
  for (let i = 0; i < 15; i++) await page.keyboard.press('ArrowRight');
  const there = await share(app);
  const straight = await independentDecode(LETTERS, lerp(latents[rows[0]!]!, latents[rows[1]!]!, there * 2));
  await expect.poll(async () => largestDifference(await frame(app), straight)).toBeLessThanOrEqual(1);

  await page
    .getByRole('combobox', { name: /^Way from/ })
    .first()
    .selectOption({ label: 'along the data' });
  await expect.poll(async () => largestDifference(await frame(app), straight)).toBeGreaterThan(20);
  await page
    .getByRole('combobox', { name: /^Way from/ })
    .nth(1)
    .selectOption({ label: 'least change' });
  await page.getByRole('checkbox', { name: 'constant speed' }).check();
  await expect(page.getByRole('combobox', { name: /^Easing from/ }).first()).toBeDisabled();
  await expect(page.getByLabel('Working the path out')).toBeVisible();
  await expect(page.getByTestId('path-panel')).toHaveAttribute('aria-busy', 'false', { timeout: 60_000 });
  // What was worked out is no step of its own, and no job is left of it.
  expect((await app.state()).undo).toBe('make the speed constant');
  await expect.poll(async () => (await app.state()).jobs.length).toBe(0);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save path as JSON' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('Letters Path 1 path.json');
  const saved = JSON.parse(readFileSync(await download.path(), 'utf8')) as {
    keyframes: { z: number[]; segment: { method: string; via?: number[][] } }[];
    timeTable: number[];
    frames: number;
  };
  expect(saved.keyframes.map(({ z }) => z)).toEqual(rows.map((row) => latents[row]));
  expect(saved.keyframes.map(({ segment }) => segment.via?.length ?? 0).slice(0, 2)).toEqual([31, 15]);
  expect(saved.timeTable[0]).toBe(0);
  expect(saved.timeTable.at(-1)).toBe(1);
  expect(saved.frames).toBe(60);
});

test('films of it hold what the decoder draws, the same each time, and the command line makes the same of its path.json', async ({
  open,
  folder,
}) => {
  test.skip(test.info().project.metadata.host !== 'browser', 'the desktop shell has dialogs of the system');
  const away = join(folder, 'away');
  mkdirSync(away);
  const app = await openLetters(open);
  const { page } = app;
  const latents = await latentsOf(app);
  const rows = await addThree(app);
  const [a, b, c] = rows.map((row) => latents[row]!) as [number[], number[], number[]];
  const dialog = page.getByRole('dialog', { name: 'Take the path away' });
  const take = async (format: string, name: string, size: number) => {
    await dialog.getByText(format, { exact: true }).click();
    await dialog.getByRole('spinbutton', { name: 'Size' }).fill(String(size));
    await dialog.getByRole('spinbutton', { name: 'Rate' }).fill('5');
    await dialog.getByRole('spinbutton', { name: 'Rate' }).press('Tab');
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('button', { name: 'Take away', exact: true }).click();
    await expect(dialog.getByText(new RegExp(`in ${join(away, name)}`))).toBeVisible({ timeout: 60_000 });
    await dialog.getByRole('button', { name: 'Take more' }).click();
  };
  await page.getByRole('button', { name: 'Take away…' }).click();
  await chooseFolder(dialog, away);
  // Two segments of a second at five frames a second: frame f is at share f/9.
  await take('PNG files', 'frames', SIDE);
  const files = readdirSync(join(away, 'frames')).sort();
  expect(files).toHaveLength(10);
  for (const f of [0, 3, 7, 9]) {
    const at = (f / 9) * 2;
    const z = at <= 1 ? lerp(a, b, at) : lerp(b, c, at - 1);
    const pixels = await sharp(join(away, 'frames', files[f]!))
      .ensureAlpha()
      .raw()
      .toBuffer();
    expect(largestDifference([...pixels], await independentDecode(LETTERS, z))).toBeLessThanOrEqual(1);
  }
  await take('GIF', 'one', SIDE);
  await take('GIF', 'two', SIDE);
  const gif = readFileSync(join(away, 'one.gif'));
  expect(readFileSync(join(away, 'two.gif')).equals(gif)).toBe(true);
  const { pages, delay } = await sharp(gif, { animated: true }).metadata();
  expect(pages).toBe(10);
  expect(delay).toEqual(Array<number>(10).fill(200));
  expect(readdirSync(away).sort()).toEqual([
    ...['frames', 'frames path.json', 'one path.json', 'one.gif', 'two path.json', 'two.gif'],
  ]);
  // Frames of grey letters lose nothing but what 64 greys lose.
  const middle = await sharp(gif, { page: 9 }).ensureAlpha().raw().toBuffer();
  expect(largestDifference([...middle], await independentDecode(LETTERS, c))).toBeLessThanOrEqual(8);

  const again = join(away, 'again.gif');
  const args = [
    'interpolate',
    'letters',
    join(away, 'one path.json'),
    '--out',
    again,
    '--size',
    String(SIDE),
  ];
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'hourglass.mjs'), ...args]);
  expect(readFileSync(again).equals(gif)).toBe(true);
});

test('a point let go over another offers to morph: a path from where it was to that one', async ({
  open,
}) => {
  const app = await openLetters(open);
  const { page } = app;
  const latents = await latentsOf(app);
  await app.still();
  const from = await app.grabbable();
  // Another image that is drawn whole, apart from the first.
  const onto = await page.evaluate(({ index, x, y }) => {
    const { state, screenPosition } = window.hourglass!;
    const seen = Array.from({ length: state().pointCount }, (_, row) => ({ row, ...screenPosition(row) }));
    const far = ({ x: left, y: top }: { x: number; y: number }) => Math.hypot(left - x, top - y);
    return seen.filter((each) => each.visible && each.row !== index && far(each) > 60 && far(each) < 200)[0]!;
  }, from);
  const offer = page.getByRole('button', { name: 'Morph to this one' });
  await app.drag(from, onto.x - from.x, onto.y - from.y, { release: false });
  // A hand that rests over it means it; the time is what is told apart here.
  await page.waitForTimeout(700);
  await page.mouse.up();
  await expect(offer).toBeVisible();
  await offer.click();
  await expect(keyframes(app)).toHaveCount(2);
  await expect(offer).toHaveCount(0);
  // It plays by itself, to the end.
  await expect.poll(() => share(app)).toBe(1);
  const end = await independentDecode(LETTERS, latents[onto.row]!);
  await expect.poll(async () => largestDifference(await frame(app), end)).toBeLessThanOrEqual(1);
  await slider(app).focus();
  await page.keyboard.press('Home');
  const start = await independentDecode(LETTERS, latents[from.index]!);
  await expect.poll(async () => largestDifference(await frame(app), start)).toBeLessThanOrEqual(1);
  // The point stays where it was let go; the path is a step of its own.
  expect((await app.state()).probes).toHaveLength(1);
  await page.keyboard.press('Control+z');
  await expect(keyframes(app)).toHaveCount(0);
  expect((await app.state()).probes).toHaveLength(1);
});
