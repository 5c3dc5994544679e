import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { CollectionInfo } from '../../protocol/collection.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import type { CollectionRows } from './Collection.ts';

export const COLLECTION_FORMAT = 1;
export const COLLECTION_FILE = 'collection.json';
/** The typed arrays' files, by the generation that names them. */
export const ARRAY_FILES = { latents: 'f32', labels: 'u16', tiles: 'u8' } as const;
export type ArrayName = keyof typeof ARRAY_FILES;

/** collection.json: what the folder holds. It names the arrays' files, so replacing it replaces everything at once. */
export interface CollectionJson {
  format: typeof COLLECTION_FORMAT;
  info: CollectionInfo;
  sources: ImageSource[];
  files: Record<ArrayName, { file: string; bytes: number; crc32: number }>;
}

/**
 * Writes a collection into a folder of its own. The arrays go to files with new names, are flushed, and only then
 * collection.json is replaced by rename: killed at any moment, the folder holds the old collection or the new one.
 * Files of earlier generations are removed last.
 */
export async function saveCollection(
  folder: string,
  info: CollectionInfo,
  rows: CollectionRows,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const generation = randomBytes(6).toString('hex');
  const write = async (name: ArrayName) => {
    const { buffer, byteOffset, byteLength } = rows[name];
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    const file = `${name}-${generation}.${ARRAY_FILES[name]}`;
    await writeFlushed(join(folder, file), bytes);
    return { file, bytes: byteLength, crc32: crc32(bytes) };
  };
  // Rows may be added meanwhile: the arrays are views of the first info.count rows, and so must be the sources.
  const json: CollectionJson = {
    format: COLLECTION_FORMAT,
    info,
    sources: rows.sources.slice(0, info.count),
    files: { latents: await write('latents'), labels: await write('labels'), tiles: await write('tiles') },
  };
  const temporary = join(folder, `${COLLECTION_FILE}-${generation}.tmp`);
  await writeFlushed(temporary, new TextEncoder().encode(JSON.stringify(json)));
  await rename(temporary, join(folder, COLLECTION_FILE));
  await flushFolder(folder);
  await removeOthers(
    folder,
    new Set([COLLECTION_FILE, ...Object.values(json.files).map(({ file }) => file)]),
  );
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the rename itself durable. Windows has no such thing for folders and refuses to open them. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const OWN_FILE =
  /^(?:(?:latents|labels|tiles)-[0-9a-f]{12}\.(?:f32|u16|u8)|collection\.json-[0-9a-f]{12}\.tmp)$/;

async function removeOthers(folder: string, keep: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder)) {
    if (OWN_FILE.test(name) && !keep.has(name)) await rm(join(folder, name), { force: true });
  }
}
