import { open, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import type { CollectionInfo } from '../../protocol/collection.ts';
import { IMAGE_FITS } from '../../protocol/model.ts';
import type { CollectionRows } from './Collection.ts';
import { COLLECTION_FILE, COLLECTION_FORMAT } from './saveCollection.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const storedFile = v.object({ file: v.string(), bytes: count, crc32: count });
const collectionJson = v.object({
  format: v.literal(COLLECTION_FORMAT),
  info: v.object({
    id: v.string(),
    name: v.string(),
    paths: v.array(v.string()),
    state: v.picklist(['encoding', 'ready', 'cancelled', 'sampled']),
    count,
    total: count,
    latentSize: v.pipe(count, v.minValue(1)),
    labels: v.array(v.object({ name: v.string(), count })),
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
  files: v.object({ latents: storedFile, labels: storedFile, tiles: storedFile }),
});

/**
 * Reads a folder that saveCollection wrote. A store that is missing, of another format, cut short or damaged gives
 * null, for the images to be encoded again; whether the images themselves still exist is seen when they are read.
 */
export async function loadCollection(
  folder: string,
  onRefused: (reason: string) => void = () => {},
): Promise<{ info: CollectionInfo; rows: CollectionRows } | null> {
  let text: string;
  try {
    text = await readFile(join(folder, COLLECTION_FILE), 'utf8');
  } catch {
    return null;
  }
  try {
    const parsed = v.safeParse(collectionJson, JSON.parse(text));
    if (!parsed.success) {
      const [issue] = parsed.issues;
      throw new Error(`${COLLECTION_FILE}, field ${v.getDotPath(issue) ?? '(whole)'}: ${issue.message}`);
    }
    const { info, sources, files } = parsed.output;
    if (sources.length !== info.count) {
      throw new Error(`it lists ${sources.length} images where ${info.count} were expected`);
    }
    const tileBytes = info.tileSize * info.tileSize * 4;
    const latents = await readArray(folder, files.latents, info.count * info.latentSize * 4);
    const labels = await readArray(folder, files.labels, info.count * 2);
    const tiles = await readArray(folder, files.tiles, info.count * tileBytes);
    return {
      info,
      rows: {
        sources,
        latents: new Float32Array(latents),
        labels: new Uint16Array(labels),
        tiles: new Uint8Array(tiles),
      },
    };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    onRefused(`The stored collection in ${folder} cannot be used (${words}); its images are encoded again.`);
    return null;
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
    const buffer = new ArrayBuffer(expectedBytes);
    const bytes = new Uint8Array(buffer);
    let filled = 0;
    while (filled < expectedBytes) {
      const { bytesRead } = await file.read(bytes, filled, expectedBytes - filled, filled);
      if (bytesRead === 0) throw new Error(`${name} ended after ${filled} of ${expectedBytes} bytes`);
      filled += bytesRead;
    }
    if (crc32(bytes) !== stored.crc32) throw new Error(`${name} is damaged: its checksum differs`);
    return buffer;
  } finally {
    await file.close();
  }
}
