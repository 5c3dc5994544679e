import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { temporaryName } from './temporaryName.ts';
import { writeFlushed, type FileParts } from './writeFlushed.ts';

/**
 * Writes a file whole or not at all, making its folder where it is missing.
 * @param parts what the file holds, one after the other
 */
export function writeWhole(path: string, ...parts: readonly (Uint8Array | string)[]): Promise<void> {
  return write(path, 0o666, parts);
}

/**
 * The same of parts that are made as they are written: where making one fails, nothing of the file is left.
 * @throws EngineError 'cancelled' when the signal is aborted before the last part
 */
export function writeWholeFrom(path: string, parts: FileParts, signal?: AbortSignal): Promise<void> {
  return write(path, 0o666, signal ? untilAborted(parts, signal) : parts);
}

async function* untilAborted(parts: FileParts, signal: AbortSignal): AsyncGenerator<Uint8Array | string> {
  const check = () => {
    if (signal.aborted) throw new EngineError('cancelled', 'Cancelled.');
  };
  for await (const part of parts) {
    check();
    yield part;
  }
  check();
}

/** The same, for the owner alone to read: what the application keeps for itself. */
export function writeOwnerOnly(path: string, ...parts: readonly (Uint8Array | string)[]): Promise<void> {
  return write(path, 0o600, parts);
}

async function write(path: string, mode: number, parts: FileParts): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, temporaryName(basename(path)));
  try {
    await writeFlushed(temporary, parts, mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
