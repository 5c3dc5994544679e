/** Reads what version 0.1 stored: collection.json, and beside it the arrays whose files it names. */
import { open, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import type { CollectionState, UnreadableFile } from '../../../protocol/collection.ts';
import { EngineError } from '../../../protocol/EngineError.ts';
import { IMAGE_FITS, type ImageFit } from '../../../protocol/model.ts';
import type { ImageSource } from '../../images/ImageSource.ts';

export const VERSION_01_FILE = 'collection.json';

/** A collection of version 0.1, n rows. */
export interface Version01 {
  name: string;
  paths: string[];
  state: CollectionState;
  total: number;
  latentSize: number;
  tileSize: number;
  fit: ImageFit;
  unreadable: UnreadableFile[];
  sources: ImageSource[];
  /** [n,D] */
  latents: Float32Array<ArrayBuffer>;
  /** [n,T,T,4] RGBA */
  tiles: Uint8Array<ArrayBuffer>;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const storedFile = v.object({ file: v.string(), bytes: count, crc32: count });
const schema = v.object({
  format: v.literal(1),
  info: v.object({
    name: v.string(),
    paths: v.array(v.string()),
    state: v.picklist(['encoding', 'ready', 'cancelled', 'sampled']),
    count,
    total: count,
    latentSize: v.pipe(count, v.minValue(1)),
    tileSize: v.pipe(count, v.maxValue(1024)),
    unreadable: v.array(v.object({ path: v.string(), reason: v.string() })),
    fit: v.picklist(IMAGE_FITS),
  }),
  sources: v.array(
    v.object({
      path: v.string(),
      name: v.string(),
      label: v.nullable(v.string()),
      row: v.exactOptional(count),
      sizeBytes: v.number(),
      modifiedMs: v.number(),
      metadata: v.record(v.string(), v.string()),
    }),
  ),
  files: v.object({ latents: storedFile, tiles: storedFile }),
});

/** @throws EngineError 'bad-collection' with the reason when it is cut short or damaged */
export async function readVersion01(folder: string): Promise<Version01> {
  try {
    const text = await readFile(join(folder, VERSION_01_FILE), 'utf8');
    const parsed = v.safeParse(schema, JSON.parse(text));
    if (!parsed.success) {
      const [issue] = parsed.issues;
      throw new Error(`${VERSION_01_FILE}, field ${v.getDotPath(issue) ?? '(whole)'}: ${issue.message}`);
    }
    const { info, sources, files } = parsed.output;
    if (sources.length !== info.count) {
      throw new Error(`it lists ${sources.length} images where ${info.count} were expected`);
    }
    const latents = await readArray(folder, files.latents, info.count * info.latentSize * 4);
    const tiles = await readArray(folder, files.tiles, info.count * info.tileSize ** 2 * 4);
    return { ...info, sources, latents: new Float32Array(latents), tiles: new Uint8Array(tiles) };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new EngineError(
      'bad-collection',
      `The collection of version 0.1 in ${folder} cannot be taken over (${words}); its images are encoded again.`,
    );
  }
}

async function readArray(
  folder: string,
  stored: { file: string; bytes: number; crc32: number },
  expectedBytes: number,
): Promise<ArrayBuffer> {
  const name = basename(stored.file);
  const file = await open(join(folder, name), 'r');
  try {
    const { size } = await file.stat();
    // Before allocation: a damaged collection.json must not ask for more memory than the file can fill.
    if (size !== expectedBytes || stored.bytes !== expectedBytes) {
      throw new Error(`${name} has ${size} bytes where ${expectedBytes} were expected`);
    }
    const bytes = new Uint8Array(expectedBytes);
    let filled = 0;
    while (filled < expectedBytes) {
      const { bytesRead } = await file.read(bytes, filled, expectedBytes - filled, filled);
      if (bytesRead === 0) throw new Error(`${name} ended after ${filled} of ${expectedBytes} bytes`);
      filled += bytesRead;
    }
    if (crc32(bytes) !== stored.crc32) throw new Error(`${name} is damaged: its checksum differs`);
    return bytes.buffer;
  } finally {
    await file.close();
  }
}
