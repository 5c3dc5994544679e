/** Writes a collection as version 0.1 did: its saveCollection, as it was, without the removal of older generations. */
import { randomBytes } from 'node:crypto';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { CollectionInfo } from '../../../../protocol/collection.ts';
import type { ImageSource } from '../../../images/ImageSource.ts';
import { writeFlushed } from '../../../files/writeFlushed.ts';

/** What version 0.1 told of a collection. */
export type Version01Info = Pick<
  CollectionInfo,
  'id' | 'name' | 'paths' | 'state' | 'count' | 'total' | 'latentSize' | 'tileSize' | 'fit' | 'unreadable'
> & { labels: string[] };

/** Rows 0..count-1. */
export interface Version01Rows {
  sources: ImageSource[];
  /** [count,D] */
  latents: Float32Array<ArrayBuffer>;
  /** [count], 65535 for none */
  labels: Uint16Array<ArrayBuffer>;
  /** [count,T,T,4] RGBA */
  tiles: Uint8Array<ArrayBuffer>;
}

const ARRAY_FILES = { latents: 'f32', labels: 'u16', tiles: 'u8' } as const;

export async function writeVersion01(
  folder: string,
  info: Version01Info,
  rows: Version01Rows,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const generation = randomBytes(6).toString('hex');
  const write = async (name: keyof typeof ARRAY_FILES) => {
    const { buffer, byteOffset, byteLength } = rows[name];
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    const file = `${name}-${generation}.${ARRAY_FILES[name]}`;
    await writeFlushed(join(folder, file), [bytes]);
    return { file, bytes: byteLength, crc32: crc32(bytes) };
  };
  const json = {
    format: 1,
    info,
    sources: rows.sources.slice(0, info.count),
    files: { latents: await write('latents'), labels: await write('labels'), tiles: await write('tiles') },
  };
  const temporary = join(folder, `collection.json-${generation}.tmp`);
  await writeFlushed(temporary, [JSON.stringify(json)]);
  await rename(temporary, join(folder, 'collection.json'));
}
