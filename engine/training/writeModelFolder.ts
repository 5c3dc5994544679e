import { existsSync, renameSync } from 'node:fs';
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { CARD_FILE } from '../../protocol/modelQuality.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { errorCode, fileErrorWords } from '../files/fileErrorWords.ts';
import { readRegularFile } from '../files/readRegularFile.ts';
import { isTemporaryName, temporaryName, temporarySuffix } from '../files/temporaryName.ts';
import { writeFlushed } from '../files/writeFlushed.ts';
import { isLeftover, TRAINED_FILES, type TrainedFile } from '../models/halfWritten.ts';
import { flushFolder } from '../store/flushFolder.ts';

/** A trained model's own files, bytes by name. Nothing else in its folder is ever touched. */
export type ModelFiles = Readonly<
  Record<Exclude<TrainedFile, typeof CARD_FILE>, Uint8Array> & { [CARD_FILE]?: Uint8Array }
>;

const MAX_JSON_BYTES = 64 * 1024 ** 2;

/** What only a training writes into a model.json. */
const ownSchema = v.object({
  encoder: v.object({ file: v.literal('encoder.onnx') }),
  decoder: v.object({ file: v.literal('decoder.onnx') }),
  training: v.object({ data: v.object({ fingerprint: v.pipe(v.string(), v.startsWith('sha256:')) }) }),
});

/**
 * Makes sure, before hours are spent, that a model can be written to a folder: it is not there yet, or empty, or holds a
 * model that Hourglass trained.
 * @throws EngineError 'bad-request' for any other
 */
export async function checkModelFolder(folder: string): Promise<void> {
  await checkIsFree(folder);
  try {
    await mkdir(path.dirname(folder), { recursive: true });
  } catch (error) {
    throw new EngineError(
      'bad-request',
      `The trained model cannot be written to ${folder}: ${fileErrorWords(error)}. Choose another folder.`,
    );
  }
}

async function checkIsFree(folder: string): Promise<void> {
  const names = await namesIn(folder);
  const others = names.filter((name) => !isLeftover(name));
  if (others.length === 0 || (await isOwn(folder, names))) return;
  throw new EngineError(
    'bad-request',
    `The folder ${folder} holds files that are not a model trained with Hourglass (${others.slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''}); choose a new folder for the trained model.`,
  );
}

/** A model that was being put in its place when its training was killed has its model.json under a temporary name. */
async function isOwn(folder: string, names: readonly string[]): Promise<boolean> {
  for (const name of names.filter((each) => each === 'model.json' || isTemporaryName(each, 'model.json'))) {
    try {
      const text = (await readRegularFile(path.join(folder, name), MAX_JSON_BYTES)).toString('utf8');
      if (v.is(ownSchema, JSON.parse(text))) return true;
    } catch {
      // Whatever it is, it is not a model that was trained here.
    }
  }
  return false;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') throw new EngineError('bad-request', `${folder} is a file; choose a folder.`);
    throw new EngineError(
      'bad-request',
      `The folder ${folder} cannot be read: ${fileErrorWords(error)}. Choose another one.`,
    );
  }
}

/**
 * Writes a trained model's files into a folder, in place of an older model's. All of them are on the disk under temporary
 * names before the first takes its place, so that a full disk or a kill leaves the old model, and whoever looks sees the
 * old or the new one but for a moment, and isHalfWritten tells what a kill in that moment leaves. Other files of the folder stay as they are.
 * @throws EngineError 'bad-request' for a folder that is not Hourglass's own, or the system's error
 */
export async function writeModelFolder(folder: string, files: ModelFiles): Promise<void> {
  await checkIsFree(folder);
  const isNew = !existsSync(folder);
  const suffix = temporarySuffix();
  const temporary = (name: TrainedFile) => path.join(folder, temporaryName(name, suffix));
  try {
    await mkdir(folder, { recursive: true });
    await removeLeftovers(folder);
    const names = TRAINED_FILES.filter((name) => files[name] !== undefined);
    for (const name of names) await writeFlushed(temporary(name), [files[name]!]);
    for (const name of names) renameSync(temporary(name), path.join(folder, name));
    await flushFolder(path.join(folder, 'model.json'));
  } catch (error) {
    // The last first: what is left when this is cut short too is not taken for a model half in its place.
    for (const name of TRAINED_FILES.toReversed()) await rm(temporary(name), { force: true }).catch(() => {});
    // Only an empty folder goes.
    if (isNew) await rmdir(folder).catch(() => {});
    throw error;
  }
}

/** Of a training that was killed while it wrote; the lock keeps out any that still does. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (isLeftover(name)) await rm(path.join(folder, name), { force: true });
  }
}
