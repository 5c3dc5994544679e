import sharp from 'sharp';
import { PREVIEW } from '../../engine/models/bundled.ts';
import { writeWhole } from '../../engine/files/writeWhole.ts';
import path from 'node:path';
import type { BundledSource, Drawing } from './BundledSource.ts';

const COUNT = 7;
/** Twice the size at which the app shows it. */
const TILE_PX = 64;
const GAP_PX = 8;

/**
 * The first samples side by side, for the app's list of bundled collections.
 * @param folder models/<name>
 */
export async function writePreview(source: BundledSource, drawing: Drawing, folder: string): Promise<void> {
  const tiles = Array.from({ length: COUNT }, (_, i) =>
    sharp(drawing.draw('samples', i).pixels, {
      raw: { width: source.side, height: source.side, channels: 1 },
    })
      .resize(TILE_PX, TILE_PX)
      .png()
      .toBuffer(),
  );
  const strip = sharp({
    create: {
      width: COUNT * (TILE_PX + GAP_PX) - GAP_PX,
      height: TILE_PX,
      channels: 4,
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    },
  }).composite(
    (await Promise.all(tiles)).map((input, i) => ({ input, left: i * (TILE_PX + GAP_PX), top: 0 })),
  );
  await writeWhole(path.join(folder, PREVIEW), await strip.webp({ quality: 85, effort: 6 }).toBuffer());
}
