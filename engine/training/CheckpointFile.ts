import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { fileErrorWords, isMissing, writeErrorWords } from '../files/fileErrorWords.ts';
import { openRegularFile } from '../files/openRegularFile.ts';
import { readRegularFile } from '../files/readRegularFile.ts';
import { isTemporaryName } from '../files/temporaryName.ts';
import { writeWhole } from '../files/writeWhole.ts';
import {
  decodeCheckpoint,
  decodeHeader,
  encodeCheckpoint,
  isCheckpoint,
  SIGN_BYTES,
  type Checkpoint,
  type CheckpointHeader,
} from './checkpoint.ts';

const MAX_BYTES = 8 * 1024 ** 3;
const MAX_HEADER_BYTES = 16 * 1024 ** 2;
const MAX_NAMES = 100;

type Note = (words: string) => Promise<void>;

/**
 * The file in which a training keeps its state, beside the model folder it will write. A file of that name that Hourglass
 * did not write is left alone, and another name is used; one that is damaged, or another training's, is kept aside.
 */
export class CheckpointFile {
  readonly path: string;
  /** What was in it when it was opened: the training goes on from there. */
  readonly found: Checkpoint | null;
  readonly #note: Note;
  #isFailing = false;

  private constructor(path: string, found: Checkpoint | null, note: Note) {
    this.path = path;
    this.found = found;
    this.#note = note;
  }

  /**
   * @param key of the training: the checkpoint of another one is not gone on with
   * @param note tells the person what was found that is not gone on with
   */
  static async open(modelFolder: string, key: string, note: Note): Promise<CheckpointFile> {
    const path = await findCheckpoint(modelFolder, note);
    await removeUnfinished(path);
    let bytes: Uint8Array;
    try {
      bytes = await readRegularFile(path, MAX_BYTES);
    } catch (error) {
      if (isMissing(error)) return new CheckpointFile(path, null, note);
      const kept = await keepAside(path, 'unreadable');
      await note(
        `The checkpoint ${path} could not be read (${fileErrorWords(error)}), so the training starts afresh; it was kept as ${kept}.`,
      );
      return new CheckpointFile(path, null, note);
    }
    const checkpoint = decodeCheckpoint(bytes);
    if (checkpoint?.key === key) return new CheckpointFile(path, checkpoint, note);
    if (checkpoint) {
      const kept = await keepAside(path, 'other');
      await note(
        `The checkpoint ${path} is of a training with other options or images, so this one starts afresh; it was kept as ${kept}.`,
      );
    } else {
      const kept = await keepAside(path, 'damaged');
      await note(
        `The checkpoint ${path} is damaged, so the training starts afresh; the damaged file was kept as ${kept}.`,
      );
    }
    return new CheckpointFile(path, null, note);
  }

  /** Never rejects: a training whose state cannot be written goes on, and the person is told once. */
  async save(checkpoint: Checkpoint): Promise<void> {
    try {
      await writeWhole(this.path, ...encodeCheckpoint(checkpoint));
    } catch (error) {
      if (!this.#isFailing) {
        await this.#note(
          `The training's state could not be kept in ${this.path}: ${writeErrorWords(error)}. It goes on; if it is cut short now, it is lost from here on.`,
        );
      }
      this.#isFailing = true;
      return;
    }
    if (this.#isFailing) await this.#note(`The training's state is kept again, in ${this.path}.`);
    this.#isFailing = false;
  }

  async remove(): Promise<void> {
    await removeCheckpoint(this.path);
  }
}

/**
 * Where a training into this folder keeps its state: the first of m.checkpoint, m.checkpoint-2, … that is free or was
 * written by Hourglass.
 * @throws EngineError 'bad-request' when all names are taken by files that are not
 */
export async function findCheckpoint(modelFolder: string, note?: Note): Promise<string> {
  for (let number = 1; number <= MAX_NAMES; number++) {
    const path = `${modelFolder}.checkpoint${number === 1 ? '' : `-${number}`}`;
    if ((await ownerOf(path)) !== 'another') return path;
    await note?.(`${path} was not written by Hourglass and is left alone.`);
  }
  throw new EngineError(
    'bad-request',
    `Beside ${modelFolder} there is no name left for the training's state (${basename(modelFolder)}.checkpoint); choose another folder for the model.`,
  );
}

/** Removes a checkpoint; a file that Hourglass did not write stays. */
export async function removeCheckpoint(path: string): Promise<void> {
  if ((await ownerOf(path)) === 'hourglass') await rm(path, { force: true });
}

/** How far a kept training is; null where there is no checkpoint, or none that can be read. */
export async function readCheckpointHeader(path: string): Promise<CheckpointHeader | null> {
  try {
    return decodeHeader(await readStart(path, MAX_HEADER_BYTES));
  } catch {
    return null;
  }
}

async function ownerOf(path: string): Promise<'nobody' | 'hourglass' | 'another'> {
  try {
    return isCheckpoint(await readStart(path, SIGN_BYTES)) ? 'hourglass' : 'another';
  } catch (error) {
    return isMissing(error) ? 'nobody' : 'another';
  }
}

async function readStart(path: string, byteCount: number): Promise<Uint8Array> {
  const { handle, stats } = await openRegularFile(path);
  try {
    const bytes = new Uint8Array(Math.min(byteCount, stats.size));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** What writeWhole left of it where its process was killed meanwhile; the training's lock keeps out any that still writes. */
async function removeUnfinished(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder).catch((): string[] => [])) {
    if (isTemporaryName(name, basename(path))) await removeCheckpoint(join(folder, name));
  }
}

/** Gives a file a name that is free: m.checkpoint.damaged, m.checkpoint.damaged-2, … @returns the name */
async function keepAside(path: string, why: string): Promise<string> {
  for (let number = 1; ; number++) {
    const aside = `${path}.${why}${number === 1 ? '' : `-${number}`}`;
    if ((await ownerOf(aside)) !== 'nobody') continue;
    await rename(path, aside);
    return aside;
  }
}
