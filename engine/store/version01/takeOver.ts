import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { EngineError } from '../../../protocol/EngineError.ts';
import { CollectionWriter } from '../CollectionWriter.ts';
import { flushFolder } from '../flushFolder.ts';
import type { StoreStart } from '../StoreInfo.ts';
import { keptName, takingOverName } from './names.ts';
import { readVersion01, type Version01 } from './readVersion01.ts';

const ROWS_AT_ONCE = 1024;

/**
 * Makes a collection of one that version 0.1 stored: rows, z, thumbnails, labels, metadata, what could not be read. The
 * new folder appears whole or not at all; the old one is kept under another name (keptName).
 * @param start what version 0.1 did not note
 * @throws EngineError 'bad-collection' with the reason when the old one is damaged, 'bad-request' where there is a
 * collection in the new folder; then nothing changed
 */
export async function takeOver(
  oldFolder: string,
  folder: string,
  start: Pick<StoreStart, 'modelKey' | 'background' | 'samplesOf' | 'latentNames'>,
): Promise<{ rows: number; keptIn: string }> {
  if (folder !== oldFolder && existsSync(folder)) {
    throw new EngineError('bad-request', `There is a collection in ${folder} already.`);
  }
  const old = await readVersion01(oldFolder);
  const temporary = takingOverName(folder);
  await rm(temporary, { recursive: true, force: true });
  await write(temporary, old, start);
  const keptIn = keptName(oldFolder);
  // First the old one aside, so that two folders never hold the same collection under names that count.
  await rename(oldFolder, keptIn);
  await rename(temporary, folder);
  await flushFolder(folder);
  return { rows: old.sources.length, keptIn };
}

async function write(
  folder: string,
  old: Version01,
  start: Pick<StoreStart, 'modelKey' | 'background' | 'samplesOf' | 'latentNames'>,
): Promise<void> {
  const { name, paths, latentSize, tileSize, fit, state, total } = old;
  const writer = await CollectionWriter.create(folder, { name, paths, latentSize, tileSize, fit, ...start });
  try {
    const plan = writer.syncPlan({ images: old.sources, unreadable: old.unreadable });
    writer.applySync(plan);
    const tileBytes = tileSize ** 2 * 4;
    for (let from = 0; from < old.sources.length; from += ROWS_AT_ONCE) {
      const to = Math.min(old.sources.length, from + ROWS_AT_ONCE);
      writer.appendBatch({
        sources: old.sources.slice(from, to),
        latents: old.latents.subarray(from * latentSize, to * latentSize),
        tiles: old.tiles.subarray(from * tileBytes, to * tileBytes),
      });
    }
    writer.update({ state, total });
  } finally {
    await writer.close();
  }
}
