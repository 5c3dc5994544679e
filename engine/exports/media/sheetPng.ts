import sharp from 'sharp';
import type { Film } from './Film.ts';

export interface SheetLayout {
  columns: number;
  /** Between images, pixels. */
  gapPx: number;
  /** '#rrggbb' between them. */
  background: string;
}

/** Pixels of a sheet. */
export function sheetSize(
  { width, height, count }: Pick<Film, 'width' | 'height' | 'count'>,
  { columns, gapPx }: Pick<SheetLayout, 'columns' | 'gapPx'>,
): { width: number; height: number } {
  const rows = Math.ceil(count / columns);
  return { width: columns * (width + gapPx) - gapPx, height: rows * (height + gapPx) - gapPx };
}

/** All frames in one PNG, row by row. The sheet is the one thing that is in memory whole. */
export async function sheetPng(film: Film, layout: SheetLayout): Promise<Uint8Array> {
  const { columns, gapPx, background } = layout;
  const { width, height } = sheetSize(film, layout);
  const sheet = new Uint8Array(width * height * 4);
  new DataView(sheet.buffer).setUint32(0, (parseInt(background.slice(1), 16) << 8) | 255);
  sheet.copyWithin(4, 0, 4);
  for (let filled = 4; filled < sheet.length; filled *= 2) sheet.copyWithin(filled, 0, filled);
  let frame = 0;
  for await (const rgba of film.frames()) {
    const left = (frame % columns) * (film.width + gapPx);
    const top = Math.floor(frame / columns) * (film.height + gapPx);
    for (let y = 0; y < film.height; y++) {
      const line = rgba.subarray(y * film.width * 4, (y + 1) * film.width * 4);
      sheet.set(line, ((top + y) * width + left) * 4);
    }
    frame += 1;
  }
  return sharp(sheet, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}
