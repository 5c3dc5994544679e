import { join } from 'node:path';
import sharp from 'sharp';
import { shortestFloat } from '../../protocol/shortestFloat.ts';
import { writeWhole, writeWholeFrom } from '../files/writeWhole.ts';
import { cellText } from './csv.ts';
import type { LatentTable } from './LatentTable.ts';
import type { TableColumn } from './TableColumn.ts';

/** The projector takes one texture, and no graphics card takes a larger one. */
const LARGEST_SPRITE = 8192;
const LARGEST_TILE = 64;

/** Side of a thumbnail, so that all of them fit into one sprite: 0 when there are too many even for single pixels. */
export function spriteTileSize(count: number): number {
  return Math.min(LARGEST_TILE, Math.floor(LARGEST_SPRITE / spriteColumns(count)));
}

/** The projector lays the images out in a square, row by row. */
const spriteColumns = (count: number) => Math.max(1, Math.ceil(Math.sqrt(count)));

/** Thumbnails of the rows, to be shown in place of points. */
export interface Thumbnails {
  /** [N,T,T,4] RGBA */
  tiles: Uint8Array;
  /** T */
  tileSize: number;
}

const ROWS_PER_PART = 5000;

/**
 * Writes a folder that the TensorFlow Embedding Projector loads: tensors.tsv, metadata.tsv, sprite.png where there are
 * thumbnails, and projector_config.json that names them.
 */
export async function writeProjector(
  folder: string,
  table: LatentTable,
  thumbnails: Thumbnails | null,
  signal?: AbortSignal,
): Promise<void> {
  const { count, latentSize } = table;
  await writeWholeFrom(join(folder, 'tensors.tsv'), tensorParts(table), signal);
  const columns = [...table.names, ...table.more];
  await writeWholeFrom(join(folder, 'metadata.tsv'), metadataParts(columns, count), signal);
  const tileSize = thumbnails?.tileSize ?? 0;
  if (thumbnails && tileSize > 0)
    await writeWhole(join(folder, 'sprite.png'), await spriteOf(thumbnails, count));
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

function* tensorParts({ count, latentSize, z }: LatentTable): Generator<string> {
  yield* linesOf(count, (row) =>
    Array.from(z.subarray(row * latentSize, (row + 1) * latentSize), shortestFloat).join('\t'),
  );
}

function* metadataParts(columns: readonly TableColumn[], count: number): Generator<string> {
  // A tab or a line break in a name would shift the columns.
  const plain = (text: string) => text.replaceAll(/[\t\r\n]/g, ' ');
  yield `${columns.map(({ name }) => plain(name)).join('\t')}\n`;
  yield* linesOf(count, (row) => columns.map((column) => plain(cellText(column, row))).join('\t'));
}

/** A part at a time, since one string cannot hold all of a large table. */
function* linesOf(count: number, line: (row: number) => string): Generator<string> {
  for (let from = 0; from < count; from += ROWS_PER_PART) {
    const rows = Math.min(ROWS_PER_PART, count - from);
    yield Array.from({ length: rows }, (_, i) => `${line(from + i)}\n`).join('');
  }
}

function spriteOf({ tiles, tileSize }: Thumbnails, count: number): Promise<Uint8Array> {
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
