import { linkSync, mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { findImages } from '../engine/images/findImages.ts';

const IMAGES_A_FOLDER = 1000;

/** Fills a new folder with `count` images, linked from those of another folder as often as it takes, in sub-folders. */
export async function linkImages(source: string, into: string, count: number): Promise<void> {
  const { images } = await findImages([resolve(source)]);
  if (images.length === 0) throw new Error(`There are no images in ${source}.`);
  for (let at = 0; at < count; at++) {
    const { path } = images[at % images.length]!;
    const folder = join(into, String(Math.floor(at / IMAGES_A_FOLDER)).padStart(4, '0'));
    if (at % IMAGES_A_FOLDER === 0) mkdirSync(folder, { recursive: true });
    linkSync(path, join(folder, `${at}-${basename(path)}`));
  }
}
