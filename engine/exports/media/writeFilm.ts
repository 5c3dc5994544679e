import { outputFormat, outputPath } from '../../../protocol/operations/fields/paths.ts';
import { writeWhole, writeWholeFrom } from '../../files/writeWhole.ts';
import type { Film } from './Film.ts';
import type { SheetLayout } from './sheetPng.ts';

/** Writes a film whole or not at all, as whatever the name says: .gif, .webp, .mp4, .png for a sheet, a folder for PNG files. */
export async function writeFilm(
  out: string,
  film: Film,
  sheet: SheetLayout,
  signal: AbortSignal,
): Promise<void> {
  switch (outputFormat(out)) {
    case '.gif': {
      const { gifParts } = await import('./gifParts.ts');
      return writeWholeFrom(out, gifParts(film), signal);
    }
    case '.webp': {
      const { webpParts } = await import('./webpParts.ts');
      return writeWholeFrom(out, webpParts(film), signal);
    }
    case '.mp4': {
      const { mp4Bytes } = await import('./mp4Bytes.ts');
      return writeWhole(out, await mp4Bytes(film));
    }
    case '.png': {
      const { sheetPng } = await import('./sheetPng.ts');
      return writeWhole(out, await sheetPng(film, sheet));
    }
    default: {
      const { writeFrames } = await import('./writeFrames.ts');
      return writeFrames(outputPath(out), film);
    }
  }
}
