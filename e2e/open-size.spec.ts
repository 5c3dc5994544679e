import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { makeOpenModel, openDecodedByHand } from '../engine/workspace/testing/makeOpenModel.ts';
import { expect, test } from './fixtures.ts';

const [W, H, COUNT] = [96, 64, 24];

/** Colour pictures of a disc that wanders and changes its hue, wider than high. */
async function makeDiscs(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < COUNT; i++) {
    const turn = (i / COUNT) * 2 * Math.PI;
    const [x, y, hue] = [48 + 30 * Math.cos(turn), 32 + 16 * Math.sin(turn), (360 * i) / COUNT];
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${W}" height="${H}"><rect width="${W}" height="${H}" fill="hsl(${hue + 180},40%,30%)"/><circle cx="${x}" cy="${y}" r="14" fill="hsl(${hue},80%,60%)"/></svg>`;
    await sharp(Buffer.from(svg))
      .removeAlpha()
      .png()
      .toFile(join(folder, `disc-${i}.png`));
  }
  return folder;
}

test('a model of open size shows and draws images at their own shape, and at another that is chosen in its form', async ({
  open,
  folder,
}) => {
  const model = await makeOpenModel(join(folder, 'squares'));
  const images = await makeDiscs(join(folder, 'discs'));
  const app = await open({ images: [images], model });
  await app.ready();
  await app.collectionReady(COUNT);
  await expect(app.page.getByText('96×64 colour · z 3×8×12')).toBeVisible();

  // A thumbnail is as wide as its square, and transparent above and below.
  const alphas = await app.page.evaluate(async () => {
    const { collection } = window.hourglass!.state();
    const response = await fetch(`api/collection/tiles?from=0&to=1&id=${collection!.id}`);
    const tile = new Uint8Array(await response.arrayBuffer());
    const side = Math.sqrt(tile.length / 4);
    return Array.from({ length: side }, (_, row) => tile[(row * side + side / 2) * 4 + 3]!);
  });
  expect(alphas.filter((alpha) => alpha === 255)).toHaveLength(Math.round((alphas.length * H) / W));
  expect([alphas[0], alphas.at(-1)]).toEqual([0, 0]);

  const from = await app.grabbable();
  await app.page.mouse.click(from.x, from.y);
  const inspector = app.page.getByTestId('image-inspector');
  for (const label of ['x, the image as the model sees it', 'x̂, the reconstruction']) {
    const picture = inspector.getByRole('img', { name: label });
    await expect(picture).toBeVisible();
    const { width, height, shape } = await picture.evaluate((canvas: HTMLCanvasElement) => {
      const box = canvas.getBoundingClientRect();
      return { width: canvas.width, height: canvas.height, shape: box.width / box.height };
    });
    expect([width, height]).toEqual([W, H]);
    expect(shape).toBeCloseTo(W / H, 1);
  }
  await app.still();
  await app.page.screenshot({ path: test.info().outputPath('selected.png') });

  await app.drag(from, 110, 40);
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  await expect.poll(() => app.probe()).not.toBeNull();
  const probe = (await app.probe())!;
  expect([probe.width, probe.height, probe.z.length]).toEqual([W, H, 3 * 8 * 12]);
  const differences = openDecodedByHand(probe.z, W, H).map((value, at) => Math.abs(value - probe.rgba[at]!));
  expect(Math.max(...differences)).toBeLessThanOrEqual(1);
  await app.still();
  await app.page.screenshot({ path: test.info().outputPath('dragged.png') });

  await app.page.getByRole('button', { name: /facts inferred/ }).click();
  const width = app.page.getByRole('spinbutton', { name: 'Width' });
  await expect(width).toHaveValue('96');
  await expect(app.page.getByText('in use: 96×64, the commonest size of the images')).toBeVisible();
  await width.fill('48');
  await expect(app.page.getByRole('textbox', { name: 'Shape of z' })).toHaveValue('3, 8, 6');
  await app.page.screenshot({ path: test.info().outputPath('form.png') });
  await app.page.getByRole('button', { name: 'Apply' }).click();
  await expect(app.page.getByText('48×64 colour · z 3×8×6')).toBeVisible();
  await expect.poll(async () => (await app.state()).model?.latentSize).toBe(3 * 8 * 6);
  await app.page.keyboard.press('Escape');
  await app.collectionReady(COUNT);
  await app.still();
  await app.page.screenshot({ path: test.info().outputPath('chosen.png') });

  await app.close();
  const again = await open();
  await again.ready();
  await again.collectionReady(COUNT);
  await expect(again.page.getByText('48×64 colour · z 3×8×6')).toBeVisible();
});
