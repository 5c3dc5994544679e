import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { latentSizeOf, type BundledModel } from '../../protocol/model.ts';
import { MODEL_JSON, readModelJson } from './modelJson.ts';

/** Where the bundled models are; HOURGLASS_MODELS names another folder (a packaged app, a test). */
const modelsFolder = () =>
  process.env['HOURGLASS_MODELS'] ?? fileURLToPath(new URL('../../models', import.meta.url));

/** The folder of sample images inside a model's folder. */
const SAMPLES = 'samples';
/** A strip of a few samples, for the list of bundled collections. */
export const PREVIEW = 'preview.webp';
const IMAGE_NAME = /\.(png|jpe?g|webp|avif|gif|tiff?|bmp)$/i;

/** The folder of a bundled model, or null when there is none of that name. */
export function bundledFolder(name: string): string | null {
  if (!/^[a-z0-9][a-z0-9-]*$/i.test(name)) return null;
  const folder = join(modelsFolder(), name);
  return existsSync(join(folder, MODEL_JSON)) ? folder : null;
}

/**
 * The folder of sample images that comes with a model, or null where there is none.
 * @param model its path, or a bundled one's name
 */
export function samplesFolder(model: string): string | null {
  const folder = join(bundledFolder(model) ?? model, SAMPLES);
  return existsSync(folder) && statSync(folder).isDirectory() ? folder : null;
}

/** Every bundled model, in the order of names. A folder whose model.json cannot be read throws, since we ship it. */
export async function listBundled(): Promise<BundledModel[]> {
  const root = modelsFolder();
  if (!existsSync(root)) return [];
  const names = (await readdir(root)).sort().filter((name) => bundledFolder(name) !== null);
  return Promise.all(
    names.map(async (name): Promise<BundledModel> => {
      const json = await readModelJson(join(root, name));
      if (!json) throw new Error(`bundled model "${name}" lost its ${MODEL_JSON}`);
      return {
        name,
        title: json.name,
        description: json.description ?? '',
        latentSize: latentSizeOf(json),
        imageCount: await countImages(join(root, name, SAMPLES)),
        licence: json.licence ?? '',
        hasPreview: existsSync(join(root, name, PREVIEW)),
      };
    }),
  );
}

async function countImages(folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => extname(name) !== '' && IMAGE_NAME.test(name)).length;
}
