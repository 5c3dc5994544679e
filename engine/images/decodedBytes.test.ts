import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArrayFile } from './arrays/openArrayFile.ts';
import { DecodeMemory } from './DecodeMemory.ts';
import type { ImageSource } from './ImageSource.ts';
import { readImages } from './readImages.ts';
import { runLengthBmp } from './testing/runLengthBmp.ts';

const target = { width: 8, height: 8, channels: 3, fit: 'cover', background: '#000000' } as const;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bytes-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, bytes: Uint8Array): Promise<ImageSource> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const { size, mtimeMs } = await stat(path);
  return { path, name, label: null, sizeBytes: size, modifiedMs: mtimeMs, metadata: {} };
}

async function read(images: ImageSource[], memory: DecodeMemory | undefined, threads: number) {
  let readable = 0;
  const reasons = new Set<string>();
  const options = { target, threads, ...(memory && { memory }) };
  for await (const { sources, unreadable } of readImages(images, options)) {
    readable += sources.length;
    for (const { reason } of unreadable) reasons.add(reason);
  }
  return { readable, reasons: [...reasons] };
}

test.each([0, 2])(
  '%i threads: run-length bitmaps wait for one another’s bytes, and are all read',
  async (threads) => {
    const side = 300;
    const images = await Promise.all(
      Array.from({ length: 24 }, (_, i) => file(`${threads}-${i}.bmp`, runLengthBmp(side, side))),
    );
    // Room for one at a time, and one byte in 1,000 short of that.
    const bytes = side * side * 4;
    const memory = new DecodeMemory({ fileBytes: 1e6, pixelBytes: bytes });
    expect(await read(images, memory, threads)).toEqual({ readable: 24, reasons: [] });
    expect(memory.freePixelBytes).toBeGreaterThan(bytes - 1024);
    const small = new DecodeMemory({ fileBytes: 1e6, pixelBytes: bytes * 0.999 });
    const { readable, reasons } = await read(images, small, threads);
    expect(readable).toBe(0);
    expect(reasons).toEqual([
      expect.stringMatching(/^takes 352 kB of memory to decode; at most 351 kB are used/),
    ]);
  },
);

test('a PNG of 4,000,000 × 100 pixels is refused by the memory that its rows take', async () => {
  const wide = { width: 4_000_000, height: 100, channels: 3, background: '#808080' } as const;
  const image = await file(
    'wide.png',
    pngHeader(
      await sharp({ create: { ...wide, width: 4, height: 4 } })
        .png()
        .toBuffer(),
      wide,
    ),
  );
  const { readable, reasons } = await read([image], undefined, 0);
  expect(readable).toBe(0);
  expect(reasons).toEqual([expect.stringMatching(/^takes 4\.\d GB of memory to decode; at most/)]);
});

test('a gzip array is unpacked no further than its header asks for, and not at all past the limit', async () => {
  const npy = (shape: string, body: number) => {
    const dictionary = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117) + '\n';
    const header = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${dictionary}`, 'latin1');
    return gzipSync(Buffer.concat([header, Buffer.alloc(body, 9)]));
  };
  const claims = await file('claims.npy.gz', npy('2000, 1000, 1000', 10));
  await expect(openArrayFile(claims.path)).rejects.toThrow(
    /^unpacks to 1\.9 GB; at most 512 MB are unpacked: save it uncompressed/,
  );
  const holds = await file('holds.npy.gz', npy('3, 10, 10', 50_000_000));
  const opened = await openArrayFile(holds.path, 1000);
  expect(opened?.arrays[0]?.bytes.sizeBytes).toBe(128 + 300);
  await expect(openArrayFile(holds.path, 400)).rejects.toThrow(/^unpacks to 428 bytes; at most 400 bytes/);
});

/** A PNG's bytes under a header that gives another size. */
function pngHeader(bytes: Buffer, { width, height }: { width: number; height: number }): Buffer {
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}
