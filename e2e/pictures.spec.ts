import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { readReconstruction } from '../protocol/codecs/reconstructionFrame.ts';
import { type App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { correlation, screenPixels } from './pixels.ts';

/** RGBA bytes of a PNG, read by a program that has nothing to do with the page. */
async function readPng(png: Buffer): Promise<{ width: number; height: number; rgba: Buffer }> {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: data };
}

/** Presses the button of the dialog that is open, and reads what it saved. */
async function savedPng(app: App) {
  const { name, path } = await app.host.save(() =>
    app.page.getByRole('button', { name: 'Save PNG' }).click(),
  );
  const png = readFileSync(path);
  return { name, png, ...(await readPng(png)) };
}

/** Drags an image, and waits until what the decoder draws there has come. */
async function makePoint(app: App, dx: number, dy: number): Promise<number[]> {
  const count = (await app.state()).probes.length;
  await app.drag(await app.grabbable(), dx, dy);
  await expect.poll(async () => (await app.state()).probes.length).toBe(count + 1);
  await expect.poll(async () => (await app.probe())?.z).toEqual((await app.state()).probes.at(-1)?.z);
  return (await app.probe())!.rgba;
}

/** A cell of a picture, [height,width,4]. */
function cellOf(picture: { width: number; rgba: Buffer }, left: number, top: number, side: number): number[] {
  const rows = Array.from({ length: side }, (_, y) => {
    const at = ((top + y) * picture.width + left) * 4;
    return [...picture.rgba.subarray(at, at + side * 4)];
  });
  return rows.flat();
}

/** What the clipboard holds, as a page gets it that is pasted into: that asks nobody's leave. */
async function pastedPng(page: Page): Promise<Buffer> {
  // It listens before the key goes down, which an evaluation that nobody waits for need not.
  const listening = await page.evaluateHandle(() => ({
    pasted: new Promise<string>((resolve, reject) => {
      document.addEventListener(
        'paste',
        ({ clipboardData }) => {
          const [file] = clipboardData?.files ?? [];
          if (file?.type !== 'image/png') return reject(new Error(`Pasted ${file?.type ?? 'nothing'}.`));
          const reader = new FileReader();
          reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
          reader.readAsDataURL(file);
        },
        { once: true },
      );
    }),
  }));
  await page.keyboard.press('Control+v');
  return Buffer.from(await listening.evaluate(({ pasted }) => pasted), 'base64');
}

const openDigits = async (open: () => Promise<App>): Promise<App> => {
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  return app;
};

test('the scene is saved as it is seen, only finer, on any background, with its legend', async ({ open }) => {
  const app = await openDigits(open);
  const { page } = app;
  await makePoint(app, 90, 30);
  // Away from everything: what is hovered is not in the picture.
  await page.mouse.move(640, 20);
  await app.still();
  const dialog = page.getByRole('dialog', { name: 'Save the scene as a picture' });
  const size = page.getByTestId('picture-size');
  const openDialog = async () => {
    await page.keyboard.press('Control+Shift+E');
    await expect(dialog.getByRole('img', { name: 'What the picture will look like' })).toBeVisible();
  };

  await openDialog();
  await dialog.getByLabel('Legend').uncheck();
  const seen = await savedPng(app);
  expect(seen.name).toBe('Digits.png');
  // The panels take as much on either side; the dock's bar reaches into what is left.
  const box = { x: (1280 - seen.width) / 2, y: 0, width: seen.width, height: seen.height - 30 };
  await expect(dialog).toBeHidden();
  await app.still();
  const screen = await screenPixels(page, box);
  const like = (picture: Buffer) =>
    sharp(picture)
      .resize(seen.width, seen.height, { fit: 'fill' })
      .extract({ left: 0, top: 0, width: box.width, height: box.height })
      .removeAlpha()
      .raw()
      .toBuffer();
  expect(correlation(await like(seen.png), screen)).toBeGreaterThan(0.99);

  await openDialog();
  await dialog.getByLabel('Legend').uncheck();
  await dialog.getByLabel('Size').selectOption('wide');
  await expect(size).toContainText(/4,000 × \d,\d{3} pixels, drawn in \d parts/);
  const wide = await savedPng(app);
  expect([wide.width, wide.height]).toEqual([4000, Math.round((4000 * seen.height) / seen.width)]);
  const { channels } = await sharp(wide.png).stats();
  expect(channels[0]!.stdev).toBeGreaterThan(10);
  expect(correlation(await like(wide.png), screen)).toBeGreaterThan(0.95);

  await openDialog();
  await dialog.getByLabel('Background').selectOption('none');
  const clear = await savedPng(app);
  expect(clear.width).toBeGreaterThan(seen.width);
  const alphas = clear.rgba.filter((_, at) => at % 4 === 3);
  expect(alphas[0]).toBe(0);
  expect(alphas.filter((alpha) => alpha === 255).length).toBeGreaterThan(alphas.length / 20);
  // The first category's swatch, in the legend beside the scene and nowhere near any point.
  const swatch = Array.from({ length: clear.width * clear.height }, (_, at) => at).filter(
    (at) =>
      at % clear.width >= seen.width &&
      clear.rgba.subarray(at * 4, at * 4 + 4).toString('hex') === '338cf9ff',
  );
  expect(swatch.length).toBeGreaterThan(40);

  await openDialog();
  await dialog.getByLabel('Background').selectOption('white');
  await dialog.getByLabel('Size').selectOption('custom');
  await dialog.getByLabel('Width in pixels').fill('20000');
  await expect(
    dialog.getByText(/Expected sides of 64 to 16,384 whole pixels, got 20,000 × 1,600/),
  ).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Save PNG' })).toBeDisabled();
  await dialog.getByLabel('Width in pixels').fill('300');
  await dialog.getByLabel('Height in pixels').fill('900');
  const tall = await savedPng(app);
  expect([tall.width, tall.height]).toEqual([300, 900]);
  expect([...tall.rgba.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
});

test('decoded points are saved enlarged and as a grid, and images as the model reconstructs them', async ({
  open,
}) => {
  const app = await openDigits(open);
  const { page } = app;
  const first = await makePoint(app, 90, 30);
  const second = await makePoint(app, -70, 60);
  const dialog = page.getByRole('dialog', { name: 'Save decoded points as pictures' });
  const saveAsPictures = page.getByRole('button', { name: 'Save as pictures' });

  await saveAsPictures.click();
  await expect(page.getByTestId('picture-size')).toContainText('512 × 512 pixels, by nearest.');
  const enlarged = await savedPng(app);
  expect([enlarged.name, enlarged.width, enlarged.height]).toEqual(['Point 2.png', 512, 512]);
  const repeated = Buffer.alloc(512 * 512 * 4);
  for (let y = 0; y < 512; y++) {
    for (let x = 0; x < 512; x++) {
      const from = (Math.floor(((y + 0.5) * 28) / 512) * 28 + Math.floor(((x + 0.5) * 28) / 512)) * 4;
      repeated.set(second.slice(from, from + 4), (y * 512 + x) * 4);
    }
  }
  expect(enlarged.rgba.equals(repeated)).toBe(true);

  await saveAsPictures.click();
  await dialog.getByLabel('Of', { exact: true }).selectOption('points');
  await dialog.getByLabel('Size of each').selectOption('own');
  await dialog.getByLabel('Columns').fill('1');
  await dialog.getByLabel('Gap').fill('10');
  await dialog.getByLabel('Background').selectOption('white');
  await expect(page.getByTestId('picture-size')).toContainText('48 × 86 pixels');
  const column = await savedPng(app);
  expect([column.width, column.height]).toEqual([48, 86]);
  expect(cellOf(column, 10, 10, 28)).toEqual(first);
  expect(cellOf(column, 10, 48, 28)).toEqual(second);
  expect([...column.rgba.subarray(0, 3)]).toEqual([255, 255, 255]);

  // One label alone: a hundred images.
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '3 100' }).dblclick();
  await page.keyboard.press('Control+a');
  await expect.poll(async () => (await app.state()).selectedRows.length).toBe(100);
  const row = (await app.state()).selectedRows[23]!;
  await page.keyboard.press('Control+k');
  await page.keyboard.type('points as pictures');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Of', { exact: true }).selectOption('reconstructions');
  await dialog.getByLabel('Size of each').selectOption('own');
  await dialog.getByLabel('Gap').fill('2');
  // Ten columns of 28 pixels, with 2 between and around them.
  await expect(page.getByTestId('picture-size')).toContainText('302 × 302 pixels');
  const grid = await savedPng(app);
  const frame = await page.evaluate(async (index) => {
    const { collection } = window.hourglass!.state();
    const response = await fetch(`api/collection/reconstruction?id=${collection!.id}&index=${index}`);
    return [...new Uint8Array(await response.arrayBuffer())];
  }, row);
  const { reconstruction } = readReconstruction(Uint8Array.from(frame).buffer);
  // The fourth in the third line.
  expect(cellOf(grid, 2 + 3 * 30, 2 + 2 * 30, 28)).toEqual([...reconstruction]);
});

test('the selected image is copied as a PNG, text stays text, and a refusal is told', async ({ open }) => {
  const app = await openDigits(open);
  const { page } = app;
  const point = await makePoint(app, 90, 30);
  await page.keyboard.press('Control+c');
  await expect(page.getByText('Copied Point 1, 28 × 28 pixels.')).toBeVisible();
  const copied = await readPng(await pastedPng(page));
  expect([copied.width, copied.height, ...copied.rgba]).toEqual([28, 28, ...point]);

  // An image of the collection, as the model sees it.
  await page.keyboard.press('Escape');
  await page.keyboard.press(']');
  await page.keyboard.press(']');
  await expect.poll(async () => (await app.state()).selection).toEqual({ kind: 'image', index: 0 });
  await page.getByRole('button', { name: 'Copy this image' }).click();
  await expect(page.getByText(/Copied .+\.png, 28 × 28 pixels/)).toBeVisible();
  const image = await readPng(await pastedPng(page));
  const frame = await page.evaluate(async () => {
    const { collection } = window.hourglass!.state();
    const response = await fetch(`api/collection/reconstruction?id=${collection!.id}&index=0`);
    return [...new Uint8Array(await response.arrayBuffer())];
  });
  expect([...image.rgba]).toEqual([...readReconstruction(Uint8Array.from(frame).buffer).original]);

  // In a field the key is the field's.
  const search = page.getByRole('searchbox', { name: 'Search names and texts' });
  await search.fill('7');
  await search.press('Control+a');
  await search.press('Control+c');
  await search.fill('');
  await search.press('Control+v');
  await expect(search).toHaveValue('7');
  await search.fill('');
  await search.blur();

  await page.evaluate(() => {
    navigator.clipboard.write = () =>
      Promise.reject(
        new DOMException(
          "Failed to execute 'write' on 'Clipboard': Write permission denied.",
          'NotAllowedError',
        ),
      );
  });
  await page.keyboard.press('Control+c');
  await expect(
    page.getByText(
      /The system kept the image from the clipboard \(Write permission denied\)\. Click into the window/,
    ),
  ).toBeVisible();
});
