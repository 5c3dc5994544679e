import { rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { errorCode, writeErrorWords } from '../files/fileErrorWords.ts';
import { FolderLock } from '../store/FolderLock.ts';

/** Held from a training's start to its end. */
export interface TrainingLock {
  release(): void;
}

/**
 * One training at a time writes a model folder, whichever process it runs in. The lock's file lies beside the folder and
 * goes when the training ends; that of one that was killed is taken over.
 * @param modelFolder absolute
 * @throws EngineError 'in-use' where another training has it, 'bad-request' where nothing can be written beside it
 */
export function lockTraining(modelFolder: string): TrainingLock {
  const path = join(dirname(modelFolder), `.${basename(modelFolder)}.hourglass-lock`);
  for (;;) {
    const before = make(path, modelFolder);
    const lock = FolderLock.take(path, (holder) => {
      const who = holder ? ` (process ${holder.pid})` : '';
      return `Another training${who} is writing ${modelFolder}. Wait for it, or choose another folder.`;
    });
    // Whoever had it may have removed the file in the moment before it was locked here: then this lock is of nothing.
    if (before !== null && inode(path) === before) return { release: () => release(lock, path) };
    lock.release();
  }
}

/** Makes the file where it is missing. @returns which file it is; null where it is gone again */
function make(path: string, modelFolder: string): bigint | null {
  try {
    // 'wx': a file that is there is not opened, which would let go of a lock that this very process holds.
    writeFileSync(path, '', { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') {
      throw new EngineError(
        'bad-request',
        `The trained model cannot be written to ${modelFolder}: ${writeErrorWords(error)}. Choose another folder.`,
      );
    }
  }
  return inode(path);
}

function inode(path: string): bigint | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}

function release(lock: FolderLock, path: string): void {
  // While it is still locked, so that nobody else's file is removed; Windows removes no open file, hence once more.
  remove(path);
  lock.release();
  if (process.platform === 'win32') remove(path);
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Another process looks at it just now; the next training takes it over.
  }
}
