import { tmpdir } from 'node:os';
import path from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { writeErrorWords } from '../files/fileErrorWords.ts';
import { freeFolder } from '../files/freeFolder.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import { writeModelFolder, type ModelFiles } from './writeModelFolder.ts';

/**
 * Writes a trained model, and does not lose it where that fails: the person is asked for another place, for as long as it
 * takes; where nobody can be asked, it goes beside the folder or into the system's temporary one.
 * @param folder absolute
 * @returns where it was written
 * @throws EngineError 'cancelled' when the person gives it up, 'training-failed' when no place took it
 */
export async function saveModel(
  folder: string,
  files: ModelFiles,
  context: Pick<JobContext<never>, 'ask' | 'note'>,
): Promise<string> {
  let place = folder;
  for (;;) {
    let words: string;
    try {
      await writeModelFolder(place, files);
      return place;
    } catch (error) {
      words = reasonOf(error);
    }
    if (!context.ask) return saveElsewhere(folder, files, context, words);
    const chosen = await context.ask({
      words: `The model is trained, but could not be written to ${place}: ${words}. It is kept in memory until there is a place for it.`,
      folder: place,
    });
    if (chosen !== null) place = await freeFolder(path.resolve(chosen), path.basename(folder));
  }
}

async function saveElsewhere(
  folder: string,
  files: ModelFiles,
  { note }: Pick<JobContext<never>, 'note'>,
  words: string,
): Promise<string> {
  for (const parent of [path.dirname(folder), tmpdir()]) {
    const place = await freeFolder(parent, path.basename(folder));
    try {
      await writeModelFolder(place, files);
    } catch {
      continue;
    }
    await note(
      `The model could not be written to ${folder}: ${words}. It was written to ${place}; move it from there.`,
    );
    return place;
  }
  throw new EngineError(
    'training-failed',
    `The model could not be written to ${folder} (${words}), nor beside it, nor to ${tmpdir()}; make room, then start the same command again: it goes on from the training's last checkpoint, where one could be kept.`,
  );
}

const reasonOf = (error: unknown) =>
  error instanceof EngineError ? error.message.replace(/\.$/, '') : writeErrorWords(error);
