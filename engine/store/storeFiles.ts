import { basename, join } from 'node:path';

/** The folder of a collection holds these, SQLite's -wal and -shm beside them while it is open, and nothing else. */
export const STORE_FILES = {
  database: 'collection.sqlite',
  /** Held by the process that adds rows. */
  lock: 'ingest.lock',
  /** LikenessFile.ts */
  likeness: 'likeness.json',
} as const;

/** One slot of fixed size after the other, only ever added to. */
const VECTOR_FILES = {
  /** float32 [slots,D] */
  latents: { name: 'latents', extension: 'f32' },
  /** uint8 [slots,T,T,4] RGBA */
  tiles: { name: 'tiles', extension: 'u8' },
} as const;
export type VectorKind = keyof typeof VECTOR_FILES;

export const storePath = (folder: string, file: keyof typeof STORE_FILES): string =>
  join(folder, STORE_FILES[file]);

/** latents.f32, and latents-1.f32 after the vectors were written anew once. */
export function vectorPath(folder: string, kind: VectorKind, generation: number): string {
  const { name, extension } = VECTOR_FILES[kind];
  return join(folder, `${name}${generation === 0 ? '' : `-${generation}`}.${extension}`);
}

/** The generation of a vector file, or null for any other file. */
export function vectorGeneration(fileName: string): number | null {
  const match = /^(?:latents(?:-(\d+))?\.f32|tiles(?:-(\d+))?\.u8)$/.exec(fileName);
  return match && Number(match[1] ?? match[2] ?? 0);
}

/** Bytes of a slot. */
export const latentBytes = (latentSize: number): number => latentSize * 4;
export const tileBytes = (tileSize: number): number => tileSize * tileSize * 4;

/** @param got bytes there are; null where there is no such file */
export function shortFileWords(path: string, expected: number, got: number | null): string {
  const what =
    got === null ? `${path} is missing` : `${path} has ${got} bytes where at least ${expected} were expected`;
  return `${what}: a part of ${basename(path)} was lost. What is whole is kept and the rest is encoded again when the images are opened.`;
}
