import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { writeWhole } from '../files/writeWhole.ts';

/**
 * Makes sure, before hours are spent, that a model can be written to a folder.
 * @throws EngineError 'bad-request' when the folder holds something that is not a model, or cannot be made
 */
export async function checkModelFolder(folder: string): Promise<void> {
  const names = await namesIn(folder);
  if (names.length > 0 && !names.includes('model.json')) {
    throw new EngineError(
      'bad-request',
      `The folder ${folder} already holds other files (${names.slice(0, 3).join(', ')}…) and no model; choose a new folder for the trained model.`,
    );
  }
  try {
    await mkdir(path.dirname(folder), { recursive: true });
  } catch (error) {
    throw new EngineError(
      'bad-request',
      `The trained model cannot be written to ${folder}: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') throw new EngineError('bad-request', `${folder} is a file; choose a folder.`);
    throw new EngineError(
      'bad-request',
      `The folder ${folder} cannot be read (${code}); choose another one.`,
    );
  }
}

/**
 * Writes a whole folder at once: the files go to a folder beside it, which then takes its place. Whoever looks sees
 * the old model or the new one, never half of one.
 * @param files bytes by file name
 */
export async function writeModelFolder(
  folder: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  await checkModelFolder(folder);
  const suffix = randomBytes(4).toString('hex');
  const fresh = `${folder}.new-${suffix}`;
  const old = `${folder}.old-${suffix}`;
  let moved = false;
  try {
    for (const [name, bytes] of Object.entries(files)) await writeWhole(path.join(fresh, name), bytes);
    if ((await namesIn(folder)).length > 0) {
      await rename(folder, old);
      moved = true;
    }
    await rename(fresh, folder);
  } catch (error) {
    if (moved) await rename(old, folder);
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}
