/**
 * `node scripts/screenshots.ts [--out FOLDER] [--only NAME] [NAME=MODEL:IMAGES…]`: the window in every size, theme and
 * contrast it is made for, with each bundled collection and with folders of images of one's own, into docs/images/window/;
 * and the README's picture. Looking at these is how the layout is reviewed; a picture differs where the layout did.
 * NAME is a collection's, or "hourglass" for the README's.
 */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { openInBrowser, type App } from '../e2e/App.ts';
import { root, type OpenOptions } from '../e2e/Host.ts';
import { ensureBuilt } from './setup.mjs';

const SIZES = [
  [390, 700],
  [800, 600],
  [1280, 800],
  [1920, 1080],
  [2560, 1440],
] as const;

const LOOKS = {
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  light: { colorScheme: 'light', contrast: 'no-preference' },
  contrast: { colorScheme: 'dark', contrast: 'more' },
} as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, only: { type: 'string' } },
});
const out = path.resolve(values.out ?? path.join(root, 'docs', 'images', 'window'));

const collections: Record<string, OpenOptions> = {
  digits: { model: 'digits' },
  letters: { model: 'letters' },
  'head-phantoms': { model: 'head-phantoms' },
};
for (const given of positionals) {
  const [, name, model, images] = /^([\w-]+)=([^:]+):(.+)$/.exec(given) ?? [];
  if (!name || !model || !images) throw new Error(`"${given}": expected NAME=MODEL:IMAGES.`);
  collections[name] = { model, images: [path.resolve(images)] };
}

await ensureBuilt();
await mkdir(out, { recursive: true });
if (!values.only || values.only === 'hourglass') {
  await withApp({ model: 'digits' }, async (app) => {
    await save(await dragHeld(app), path.join(root, 'docs', 'images', 'hourglass.png'));
  });
}
for (const [name, options] of Object.entries(collections)) {
  if (values.only && values.only !== name) continue;
  await withApp(options, async (app) => {
    await selectOne(app);
    for (const [look, media] of Object.entries(LOOKS)) {
      await app.page.emulateMedia(media);
      for (const [width, height] of SIZES) {
        await app.page.setViewportSize({ width, height });
        await app.still();
        const picture = await sharp(await app.page.screenshot())
          .webp({ quality: 70 })
          .toBuffer();
        await save(picture, path.join(out, `${name}-${width}x${height}-${look}.webp`));
      }
    }
  });
}

async function withApp(options: OpenOptions, take: (app: App) => Promise<void>): Promise<void> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'hourglass-pictures-'));
  const app = await openInBrowser(options, dataFolder);
  try {
    await app.collectionReady();
    await take(app);
  } finally {
    await app.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function save(picture: Buffer, file: string): Promise<void> {
  await writeFile(file, picture);
  console.log(path.relative(root, file));
}

/** The window while a zero is held and dragged outwards, the strip in order of what is reconstructed worst below it. */
async function dragHeld(app: App): Promise<Buffer> {
  const { page } = app;
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Measure all images');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() =>
    window.hourglass!.state().columns.some(({ name, known }) => name === 'mse' && known === 1000),
  );
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Worst reconstructed first');
  await page.keyboard.press('Enter');
  await page.getByRole('listbox', { name: /in order/i }).waitFor();
  await app.still();
  // The zeros are the first hundred; the one that lies leftmost has room to be dragged to.
  const places = await page.evaluate(() =>
    Array.from({ length: 100 }, (_, row) => window.hourglass!.screenPosition(row)),
  );
  const [from] = places.filter(({ visible }) => visible).toSorted((a, b) => a.x - b.x);
  if (!from) throw new Error('No zero can be taken: none is on screen and in front.');
  await app.drag(from, -45, 10, { release: false, steps: 40 });
  await page.waitForTimeout(500);
  return page.screenshot();
}

/** An image is selected, so that the inspector has something to show. */
async function selectOne(app: App): Promise<void> {
  await app.page.setViewportSize({ width: 1280, height: 800 });
  const { x, y } = await app.grabbable();
  await app.page.mouse.click(x, y);
  await app.page.getByRole('img', { name: /reconstruction/ }).waitFor();
  await app.page.mouse.move(x, y - 300);
}
