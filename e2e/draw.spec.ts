import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import type { OpenOptions } from './Host.ts';
import { independentDecode, largestDifference } from './independentDecode.ts';
import { greyAtModelSize, independentEncode } from './independentEncode.ts';
import type { ModelJson } from '../protocol/model.ts';

const DIGITS = fileURLToPath(new URL('../models/digits', import.meta.url));
/** A seven, in shares of the paper, as two strokes. */
const SEVEN: readonly (readonly (readonly [number, number])[])[] = [
  [
    [0.3, 0.25],
    [0.7, 0.25],
    [0.45, 0.8],
  ],
  [
    [0.4, 0.52],
    [0.65, 0.52],
  ],
];

const paper = (app: App) => app.page.getByRole('img', { name: 'Paper to draw on' });
const button = (app: App, name: string) => app.page.getByRole('button', { name, exact: true });

async function openPanel(
  open: (options: OpenOptions) => Promise<App>,
  options: OpenOptions = {},
): Promise<App> {
  const app = await open({ model: 'digits', ...options });
  await app.ready();
  await app.still();
  await app.page.keyboard.press('b');
  await expect(app.page.getByRole('tab', { name: 'Draw' })).toHaveAttribute('aria-selected', 'true');
  await expect(paper(app)).toBeVisible();
  return app;
}

/** Draws a stroke with the real pointer. */
async function stroke(app: App, line: readonly (readonly [number, number])[], steps = 8): Promise<void> {
  const box = (await paper(app).boundingBox())!;
  const on = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await app.page.mouse.move(...on(line[0]!));
  await app.page.mouse.down();
  for (const place of line.slice(1)) await app.page.mouse.move(...on(place), { steps });
  await app.page.mouse.up();
}

const pngOfPaper = async (app: App): Promise<Buffer> => {
  const url = await paper(app).evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL('image/png'));
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
};

const pointZ = async (app: App): Promise<number[]> => (await app.state()).probes.at(-1)?.z ?? [];

/** The only point is where an independent encode of the paper's pixels says. */
async function expectPointAtPaper(app: App): Promise<void> {
  const expected = await independentEncode(DIGITS, await greyAtModelSize(DIGITS, await pngOfPaper(app)));
  await expect(async () => {
    const z = await pointZ(app);
    expect(z).toHaveLength(3);
    z.forEach((value, d) => expect(Math.abs(value - expected[d]!)).toBeLessThan(2e-3));
  }).toPass();
}

const mse = (rgba: readonly number[], grey: readonly number[]): number =>
  grey.reduce((sum, value, i) => sum + ((rgba[i * 4]! - value) / 255) ** 2, 0) / grey.length;

test('a digit drawn with a pointer: its point appears, moves with each stroke, and is undone by strokes', async ({
  open,
}) => {
  const app = await openPanel(open);
  // White on black, as the digits are.
  await expect(app.page.getByRole('radio', { name: 'On black' })).toBeChecked();
  expect((await app.state()).probes).toEqual([]);
  await stroke(app, SEVEN[0]!);
  await expectPointAtPaper(app);
  await expect.poll(async () => (await app.state()).undo).toBe('add Point 1');
  const first = await pointZ(app);
  await expect.poll(async () => largestDifference((await app.probe())?.rgba ?? [], await independentDecode(DIGITS, first))).toBeLessThanOrEqual(1); // prettier-ignore
  await expect(app.page.getByRole('img', { name: 'x̂, what the decoder makes of the drawing' })).toBeVisible();

  await stroke(app, SEVEN[1]!);
  await expect.poll(async () => (await app.state()).undo).toBe('move Point 1');
  await expectPointAtPaper(app);
  const second = await pointZ(app);
  expect(second).not.toEqual(first);
  expect((await app.state()).probes).toHaveLength(1);
  await expect(app.page.getByTestId('probe-inspector').getByText('drawing 1')).toBeVisible();

  // On the paper Ctrl+Z takes a stroke back, and the point goes back with it; elsewhere it takes back edits.
  await app.page.keyboard.press('Control+z');
  await expectPointAtPaper(app);
  const back = await pointZ(app);
  back.forEach((value, d) => expect(Math.abs(value - first[d]!)).toBeLessThan(1e-4));
  await paper(app).evaluate((canvas) => canvas.blur());
  await app.page.keyboard.press('Control+z');
  await expect.poll(() => pointZ(app)).toEqual(second);
  await app.page.keyboard.press('Control+z');
  await expect.poll(() => pointZ(app)).toEqual(first);
  await app.page.keyboard.press('Control+z');
  await expect.poll(async () => (await app.state()).probes).toEqual([]);
});

test('kept, the point stays and the next drawing has its own; black on white and eraser', async ({
  open,
}) => {
  const app = await openPanel(open);
  await stroke(app, SEVEN[0]!);
  await expectPointAtPaper(app);
  const kept = await pointZ(app);
  await button(app, 'Keep').click();
  await stroke(app, [[0.5, 0.2], [0.5, 0.8]]); // prettier-ignore
  await expect.poll(async () => (await app.state()).probes.length).toBe(2);
  await expectPointAtPaper(app);
  expect((await app.state()).probes[0]!.z).toEqual(kept);
  await app.page.getByText('Eraser', { exact: true }).click();
  await stroke(app, [[0.2, 0.5], [0.8, 0.5]]); // prettier-ignore
  await expectPointAtPaper(app);
  await app.page.getByText('On white', { exact: true }).click();
  await expectPointAtPaper(app);
  const { data } = await sharp(await pngOfPaper(app)).raw().toBuffer({ resolveWithObject: true }); // prettier-ignore
  expect(data[0]).toBe(255);
  // The drawing is there again after another tab was shown.
  const before = await pngOfPaper(app);
  await app.page.getByRole('tab', { name: 'Traversals' }).click();
  await app.page.keyboard.press('b');
  await expect(paper(app)).toBeVisible();
  expect((await pngOfPaper(app)).equals(before)).toBe(true);
});

test('an image from the clipboard, and one from a file, are encoded as they lie on the paper', async ({
  open,
  folder,
}) => {
  const app = await openPanel(open);
  const png = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#203010' } })
    .composite([
      {
        input: Buffer.from(
          '<svg width="300" height="200"><path d="M110 50H190L140 150" stroke="#f0e0d0" stroke-width="22" fill="none"/></svg>',
        ),
      },
    ]) // prettier-ignore
    .png()
    .toBuffer();
  await app.page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'seven.png', { type: 'image/png' }));
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }, png.toString('base64'));
  await expectPointAtPaper(app);
  // Cut to the paper's square, as "cover" says: its middle is kept.
  const { data, info } = await sharp(await pngOfPaper(app)).raw().toBuffer({ resolveWithObject: true }); // prettier-ignore
  expect([...data.subarray(0, 3)]).toEqual([0x20, 0x30, 0x10]);
  const bar = (Math.round(info.height / 4) * info.width + (info.width >> 1)) * info.channels;
  expect([...data.subarray(bar, bar + 3)]).toEqual([0xf0, 0xe0, 0xd0]);
  await button(app, 'Keep').click();
  const file = join(folder, 'seven.png');
  writeFileSync(file, png);
  await app.page.getByLabel('Image file to put on the paper').setInputFiles(file);
  await expect.poll(async () => (await app.state()).probes.length).toBe(2);
  const { probes } = await app.state();
  probes[0]!.z.forEach((value, d) => expect(Math.abs(value - probes[1]!.z[d]!)).toBeLessThan(1e-4));
  writeFileSync(join(folder, 'no.png'), 'no image');
  await app.page.getByLabel('Image file to put on the paper').setInputFiles(join(folder, 'no.png'));
  await expect(app.page.getByRole('alert').getByText('no.png is no image')).toBeVisible();
});

test('a picture of the camera, asked for by a press alone', async ({ open }, testInfo) => {
  test.skip(testInfo.project.metadata['host'] === 'electron', 'The made-up camera is a browser’s.');
  const app = await openPanel(open, { camera: 'allowed' });
  await button(app, 'Use the camera').click();
  await button(app, 'Take it').click();
  await expectPointAtPaper(app);
  await expect(app.page.locator('video')).toHaveCount(0);
});

test('a camera that is refused is told of in words', async ({ open }, testInfo) => {
  test.skip(testInfo.project.metadata['host'] === 'electron', 'The made-up camera is a browser’s.');
  const app = await openPanel(open, { camera: 'refused' });
  await button(app, 'Use the camera').click();
  await expect(app.page.getByRole('alert').getByText('The camera was not allowed')).toBeVisible();
  await expect(paper(app)).toBeVisible();
});

test('fitting z lowers the error of a drawing, one edit that is undone', async ({ open }) => {
  const app = await openPanel(open);
  for (const line of SEVEN) await stroke(app, line);
  await expectPointAtPaper(app);
  const encoded = await pointZ(app);
  const grey = await greyAtModelSize(DIGITS, await pngOfPaper(app));
  await button(app, 'Fit z').click();
  const progress = app.page.getByTestId('fit-progress');
  await expect(progress).toHaveAttribute('aria-busy', 'false');
  await expect(progress.getByRole('status')).toContainText('→');
  await expect.poll(() => pointZ(app)).not.toEqual(encoded);
  const fitted = await pointZ(app);
  const before = mse(await independentDecode(DIGITS, encoded), grey);
  const after = mse(await independentDecode(DIGITS, fitted), grey);
  console.log(`fit of z to a drawn seven: mse ${before.toFixed(4)} → ${after.toFixed(4)}`);
  expect(after).toBeLessThan(before * 0.98);
  await app.page.keyboard.press('Control+z');
  await expect.poll(() => pointZ(app)).toEqual(encoded);
});

test('z is fitted to the selected image, which makes a point', async ({ open }) => {
  const app = await openPanel(open);
  const image = await app.grabbable();
  await app.page.mouse.click(image.x, image.y);
  await app.page.getByRole('button', { name: /^Fit z to / }).click();
  await expect(app.page.getByTestId('fit-progress')).toHaveAttribute('aria-busy', 'false');
  await expect.poll(async () => (await app.state()).undo).toBe('add Point 1');
  const words = (await app.page.getByTestId('fit-progress').getByRole('status').textContent()) ?? '';
  const [from, to] = [...words.matchAll(/\d+(?:\.\d+)?(?:e−\d+)?/g)].map(([text]) => Number(text.replace('−', '-'))); // prettier-ignore
  expect(to).toBeLessThan(from!);
  await button(app, 'Close').click();
  await expect(app.page.getByTestId('fit-progress')).toHaveCount(0);
});

test('a decoder alone: what is drawn has no z until it is fitted', async ({ open, folder }) => {
  const model = join(folder, 'decoder only');
  mkdirSync(model);
  copyFileSync(join(DIGITS, 'decoder.onnx'), join(model, 'decoder.onnx'));
  const { encoder: _encoder, training: _training, ...json } = JSON.parse(readFileSync(join(DIGITS, 'model.json'), 'utf8')) as ModelJson & { training: unknown }; // prettier-ignore
  writeFileSync(join(model, 'model.json'), JSON.stringify(json));
  const app = await openPanel(open, { model });
  await expect(app.page.getByText('has no encoder: draw or paste an image')).toBeVisible();
  for (const line of SEVEN) await stroke(app, line);
  const grey = await greyAtModelSize(DIGITS, await pngOfPaper(app));
  expect((await app.state()).probes).toEqual([]);
  await button(app, 'Fit z').click();
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  const encoderMse = mse(await independentDecode(DIGITS, await independentEncode(DIGITS, grey)), grey);
  const found = mse(await independentDecode(DIGITS, await pointZ(app)), grey);
  console.log(`without the encoder: mse ${found.toFixed(4)}, the encoder's ${encoderMse.toFixed(4)}`);
  expect(found).toBeLessThan(encoderMse * 1.1);
});

test('from the stroke to its moved point', async ({ open }) => {
  const app = await openPanel(open);
  for (let round = 0; round < 6; round++) {
    for (const line of SEVEN) await stroke(app, line, 12);
    await app.page.getByRole('button', { name: 'Clear', exact: true }).click();
  }
  await stroke(app, SEVEN[0]!, 12);
  const timing = app.page.getByTestId('draw-timing');
  const median = (await timing.textContent())?.trim() ?? '';
  const slowest = /at most [\d.]+ ms/.exec((await timing.getAttribute('title')) ?? '')?.[0];
  const { handToPixels } = await app.timings();
  console.log(`${median}, 95 of 100 ${slowest}; to the frame that shows x̂ at it: p50 ${handToPixels.p50.toFixed(0)} ms, p95 ${handToPixels.p95.toFixed(0)} ms, ${handToPixels.count} of them`); // prettier-ignore
  test.info().annotations.push({ type: 'stroke to point', description: `${median}, ${slowest}` });
  expect(median).toMatch(/^Stroke to point [\d.]+ ms$/);
  expect(slowest).toBeTruthy();
});
