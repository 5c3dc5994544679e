import { join } from 'node:path';
import sharp from 'sharp';
import { shortest } from './csv.ts';
import type { EncodedRows } from './EncodedRows.ts';
import { writeWhole } from '../files/writeWhole.ts';

/** The projector takes one texture, and no graphics card takes a larger one. */
const LARGEST_SPRITE = 8192;
const LARGEST_TILE = 64;

/** Side of a thumbnail, so that all of them fit into one sprite: 0 when there are too many even for single pixels. */
export function spriteTileSize(count: number): number {
  return Math.min(LARGEST_TILE, Math.floor(LARGEST_SPRITE / spriteColumns(count)));
}

/** The projector lays the images out in a square, row by row. */
const spriteColumns = (count: number) => Math.max(1, Math.ceil(Math.sqrt(count)));

/**
 * Writes a folder that the TensorFlow Embedding Projector loads: tensors.tsv, metadata.tsv, sprite.png, and
 * projector_config.json that names them.
 * @param tiles [N,T,T,4] RGBA
 */
export async function writeProjector(
  folder: string,
  rows: EncodedRows,
  tiles: Uint8Array,
  tileSize: number,
): Promise<void> {
  const { count, latentSize, z, paths, labels } = rows;
  const lines: string[] = [];
  for (let i = 0; i < count; i++) {
    const row = Array.from(z.subarray(i * latentSize, (i + 1) * latentSize), shortest);
    lines.push(`${row.join('\t')}\n`);
  }
  // A tab or a line break in a name would shift the columns.
  const plain = (text: string) => text.replaceAll(/[\t\r\n]/g, ' ');
  const metadata = paths.map((path, i) => `${plain(path)}\t${plain(labels[i] ?? '')}\n`);
  await writeWhole(join(folder, 'tensors.tsv'), lines.join(''));
  await writeWhole(join(folder, 'metadata.tsv'), `path\tlabel\n${metadata.join('')}`);
  if (tileSize > 0) await writeWhole(join(folder, 'sprite.png'), await spriteOf(tiles, count, tileSize));
  const embedding = {
    tensorName: 'z',
    tensorShape: [count, latentSize],
    tensorPath: 'tensors.tsv',
    metadataPath: 'metadata.tsv',
    ...(tileSize > 0 && { sprite: { imagePath: 'sprite.png', singleImageDim: [tileSize, tileSize] } }),
  };
  await writeWhole(
    join(folder, 'projector_config.json'),
    `${JSON.stringify({ embeddings: [embedding] }, null, 2)}\n`,
  );
}

function spriteOf(tiles: Uint8Array, count: number, tileSize: number): Promise<Uint8Array> {
  const columns = spriteColumns(count);
  const side = columns * tileSize;
  return pngOfGrid(tiles, { count, width: tileSize, height: tileSize, columns, rows: columns }, side, side);
}

/** Images [N,H,W,4] RGBA laid out in a grid, as one PNG of the given size. */
export function pngOfGrid(
  images: Uint8Array,
  grid: { count: number; width: number; height: number; columns: number; rows: number },
  width: number,
  height: number,
): Promise<Uint8Array> {
  const sheet = new Uint8Array(width * height * 4);
  const lineBytes = grid.width * 4;
  for (let i = 0; i < grid.count; i++) {
    const left = (i % grid.columns) * grid.width;
    const top = Math.floor(i / grid.columns) * grid.height;
    for (let y = 0; y < grid.height; y++) {
      const from = (i * grid.height + y) * lineBytes;
      sheet.set(images.subarray(from, from + lineBytes), ((top + y) * width + left) * 4);
    }
  }
  return sharp(sheet, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}
