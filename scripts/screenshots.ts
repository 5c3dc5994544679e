/**
 * `node scripts/screenshots.ts [--out FOLDER] [--only NAME] [NAME=MODEL:IMAGES…]`: the window in every size, theme and
 * contrast it is made for, with each bundled collection and with folders of images of one's own, into docs/images/window/.
 * Looking at these is how the layout is reviewed; a picture differs where the layout did.
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
for (const [name, options] of Object.entries(collections)) {
  if (values.only && values.only !== name) continue;
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'hourglass-pictures-'));
  const app = await openInBrowser(options, dataFolder);
  try {
    await app.collectionReady();
    await selectOne(app);
    for (const [look, media] of Object.entries(LOOKS)) {
      await app.page.emulateMedia(media);
      for (const [width, height] of SIZES) {
        await app.page.setViewportSize({ width, height });
        await app.still();
        const picture = await sharp(await app.page.screenshot())
          .webp({ quality: 70 })
          .toBuffer();
        const file = path.join(out, `${name}-${width}x${height}-${look}.webp`);
        await writeFile(file, picture);
        console.log(path.relative(root, file));
      }
    }
  } finally {
    await app.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** An image is selected, so that the inspector has something to show. */
async function selectOne(app: App): Promise<void> {
  await app.page.setViewportSize({ width: 1280, height: 800 });
  const { x, y } = await app.grabbable();
  await app.page.mouse.click(x, y);
  await app.page.getByRole('img', { name: /reconstruction/ }).waitFor();
  await app.page.mouse.move(x, y - 300);
}
