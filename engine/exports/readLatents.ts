import { extname } from 'node:path';
import type { Latents } from './Latents.ts';
import { latentsOfCsv } from './latentsOfCsv.ts';
import { latentsOfNpz } from './npz.ts';

const startsWith = (bytes: Uint8Array, text: string, at = 0) =>
  [...text].every((character, i) => bytes[at + i] === character.charCodeAt(0));

/**
 * z from what `encode` writes, told by its first bytes, CSV by its name: .npz (its array "z"), .npy, .csv and .parquet.
 * @param path for its extension
 * @param latentSize D; null: whichever the file has
 * @throws Error in words
 */
export async function readLatents(
  bytes: Uint8Array,
  path: string,
  latentSize: number | null,
): Promise<Latents> {
  const latents = await latentsOf(bytes, path, latentSize);
  if (latents.z.length === 0) throw new Error('holds no rows of z');
  const { latentSize: size } = latents;
  const at = latents.z.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new Error(
      `row ${Math.floor(at / size) + 1}: z${(at % size) + 1} is ${latents.z[at]}; expected finite numbers`,
    );
  }
  return latents;
}

async function latentsOf(bytes: Uint8Array, path: string, latentSize: number | null): Promise<Latents> {
  if (startsWith(bytes, 'PK') || startsWith(bytes, 'NUMPY', 1)) return latentsOfNpz(bytes, latentSize);
  if (startsWith(bytes, 'PAR1')) {
    const { latentsOfParquet } = await import('./latentsOfParquet.ts');
    return latentsOfParquet(bytes, latentSize);
  }
  if (extname(path).toLowerCase() === '.csv') return latentsOfCsv(bytes, latentSize);
  throw new Error('is no .npz, .npy, .csv or .parquet file');
}
