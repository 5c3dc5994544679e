import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EngineError } from '../../../protocol/EngineError.ts';
import { isMissing } from '../../files/fileErrorWords.ts';
import { temporaryName } from '../../files/temporaryName.ts';
import { wholeFolder } from '../../files/wholeFolder.ts';
import { writeWhole } from '../../files/writeWhole.ts';
import { pngOfGrid } from '../projector.ts';
import type { Film } from './Film.ts';

const FRAME_NAME = /^\d{4,}\.png$/;

/**
 * A folder of PNG files, 0001.png and on, whole or not at all. One of an earlier film is replaced, one that holds anything else
 * is not.
 * @throws EngineError 'bad-request'
 */
export async function writeFrames(folder: string, film: Film): Promise<void> {
  const { width, height, count } = film;
  const isThere = await holdsFrames(folder);
  const digits = Math.max(4, String(count).length);
  const single = { count: 1, width, height, columns: 1, rows: 1 };
  const aside = join(dirname(folder), temporaryName(basename(folder)));
  await wholeFolder(folder, async (made) => {
    let number = 0;
    for await (const rgba of film.frames()) {
      const name = `${String(++number).padStart(digits, '0')}.png`;
      await writeWhole(join(made, name), await pngOfGrid(rgba, single, width, height));
    }
    if (isThere) await rename(folder, aside);
  });
  if (isThere) await rm(aside, { recursive: true, force: true });
}

/** Whether there is such a folder already, of frames alone. */
async function holdsFrames(folder: string): Promise<boolean> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  const other = names.find((name) => !FRAME_NAME.test(name));
  if (other === undefined) return true;
  throw new EngineError(
    'bad-request',
    `"${folder}" is there already and holds "${other}"; frames go to a new folder, or take the place of numbered PNG files alone. Give another name.`,
  );
}
