import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelInfo } from '../../protocol/model.ts';
import { CARD_FILE } from '../../protocol/modelQuality.ts';
import { readRegularFile } from '../files/readRegularFile.ts';
import { bundledFolder } from './bundled.ts';

/** A card of four rows of ten images of 128 pixels, however noisy, is far smaller. */
const MAX_BYTES = 16 * 2 ** 20;

/** The picture of an open model's card: nothing but that one file of its own folder. null where there is none. */
export async function readCard({
  path,
  bundled,
  json,
}: Pick<ModelInfo, 'path' | 'bundled' | 'json'>): Promise<Uint8Array | null> {
  const folder = bundled ? bundledFolder(path) : path;
  if (!json.quality?.card || folder === null) return null;
  try {
    const file = await realpath(join(folder, CARD_FILE));
    // A link in a model's folder could lead to any file.
    if (file !== join(await realpath(folder), CARD_FILE)) return null;
    const bytes = await readRegularFile(file, MAX_BYTES);
    return isWebp(bytes) ? bytes : null;
  } catch {
    return null;
  }
}

const isWebp = (bytes: Buffer) =>
  bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
