import { basename, join } from 'node:path';

/** The folder of a collection holds these, SQLite's -wal and -shm beside them while it is open, and nothing else. */
export const STORE_FILES = {
  database: 'collection.sqlite',
  /** Held by the process that adds rows. */
  lock: 'ingest.lock',
  /** float32 [slots,D]: one slot of fixed size after the other, only ever added to. */
  latents: 'latents.f32',
  /** uint8 [slots,T,T,4] RGBA, likewise. */
  tiles: 'tiles.u8',
} as const;

export const storePath = (folder: string, file: keyof typeof STORE_FILES): string =>
  join(folder, STORE_FILES[file]);

export const latentBytes = (latentSize: number): number => latentSize * 4;
export const tileBytes = (tileSize: number): number => tileSize * tileSize * 4;

/** @param got bytes there are; null where there is no such file */
export function shortFileWords(path: string, expected: number, got: number | null): string {
  const what =
    got === null ? `${path} is missing` : `${path} has ${got} bytes where at least ${expected} were expected`;
  return `${what}: a part of ${basename(path)} was lost. What is whole is kept and the rest is encoded again when the images are opened.`;
}
