/** What a person gives as keyframes, read: z of images and of rows of files, a path, or the z of all frames. */
import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import * as v from 'valibot';
import { EngineError } from '../../protocol/EngineError.ts';
import { pathFileSchema, type PathFile } from '../../protocol/latentPath.ts';
import type { ImageFit } from '../../protocol/model.ts';
import { readLatents } from '../exports/readLatents.ts';
import { fileErrorWords } from '../files/fileErrorWords.ts';
import { issueWords } from '../files/issueWords.ts';
import { readJson } from '../files/jsonFile.ts';
import { readRegularFile } from '../files/readRegularFile.ts';
import { findImages } from '../images/findImages.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { encodeImages } from '../ingest/encodeImages.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import type { Model } from '../models/Model.ts';

const MAX_LATENTS_BYTES = 2 ** 31;
const LATENT_FILES = new Set(['.npz', '.npy', '.csv', '.parquet']);

/** A keyframe that was read. */
export interface ReadKeyframe {
  name: string;
  /** What it was read from: a file, or 'FILE[ROW]'. */
  from: string;
  /** [D] */
  z: number[];
}

/** Whether a file holds z, judged by its name. */
export const isLatentsFile = (path: string): boolean => LATENT_FILES.has(extname(path).toLowerCase());

/**
 * A path.json.
 * @throws EngineError 'not-found', 'bad-request' with what is wrong in it
 */
export async function readPathFile(path: string): Promise<PathFile> {
  const file = await readJson(path);
  if (file.state === 'absent') throw new EngineError('not-found', `There is no file "${path}".`);
  if (file.state !== 'read') throw new EngineError('bad-request', `"${path}": ${file.reason}.`);
  const parsed = v.safeParse(pathFileSchema, file.value, { abortEarly: true });
  if (parsed.success) return parsed.output;
  throw new EngineError(
    'bad-request',
    `"${path}" is no path as --path writes it: ${issueWords(parsed.issues[0])}.`,
  );
}

/**
 * All z of a file as encode and --z write them.
 * @returns [N,D]
 * @throws EngineError 'not-found', 'bad-request' that names the file
 */
export async function readLatentRows(path: string, latentSize: number): Promise<Float32Array> {
  const bytes = await readRegularFile(path, MAX_LATENTS_BYTES).catch((error: unknown) => {
    throw new EngineError('not-found', `"${path}" cannot be read: ${fileErrorWords(error)}.`);
  });
  try {
    return (await readLatents(bytes, path, latentSize)).z;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new EngineError('bad-request', `"${path}": ${words}.`);
  }
}

/** What is given as a keyframe: a file, or a row of one. */
interface Given {
  typed: string;
  file: string;
  row: number | null;
}

function givenAs(typed: string): Given {
  const [, file, row] = /^(.+)\[(\d+)\]$/.exec(typed) ?? [];
  // A file may be called so.
  if (file === undefined || existsSync(typed)) return { typed, file: typed, row: null };
  return { typed, file, row: Number(row) };
}

/** The images among what is given, before a model is open; rows of files are looked at once it is known how long its z is. */
export async function keyframeImages(
  keyframes: readonly string[],
  signal: AbortSignal,
): Promise<ImageSource[]> {
  const images: ImageSource[] = [];
  for (const { file, row } of keyframes.map(givenAs)) {
    if (row === null) images.push(await oneImage(file, signal));
  }
  return images;
}

/**
 * z of keyframes, in their order.
 * @param images what keyframeImages found
 * @throws EngineError 'no-encoder' for images where the model has none, 'bad-request' for rows that are not there, 'bad-images'
 */
export async function readKeyframes(
  model: Model,
  keyframes: readonly string[],
  images: readonly ImageSource[],
  target: { fit: ImageFit; background: string },
  { signal }: Pick<JobContext, 'signal'>,
): Promise<ReadKeyframe[]> {
  const { latentSize } = model.info;
  const files = new Map<string, Float32Array>();
  const found = [...images];
  const places: (ImageSource | number[])[] = [];
  for (const { typed, file, row } of keyframes.map(givenAs)) {
    if (row === null) {
      places.push(found.shift()!);
      continue;
    }
    if (!isLatentsFile(file)) {
      places.push(await imageOfRow(file, row, signal));
      continue;
    }
    const rows = files.get(file) ?? (await readLatentRows(file, latentSize));
    files.set(file, rows);
    const count = rows.length / latentSize;
    if (row >= count) {
      throw new EngineError(
        'bad-request',
        `"${typed}": the file holds ${count} rows of z, 0 to ${count - 1}; there is no row ${row}.`,
      );
    }
    places.push(Array.from(rows.subarray(row * latentSize, (row + 1) * latentSize)));
  }
  const encoded = await encodeAll(model, places.filter(isSource), target, signal);
  return places.map((place, i) => {
    const from = keyframes[i]!;
    const name = basename(from).replace(/\.[a-z0-9]{1,8}(?=$|\[)/i, '');
    return { name, from, z: isSource(place) ? encoded.shift()! : place };
  });
}

const isSource = (place: ImageSource | number[]): place is ImageSource => !Array.isArray(place);

/** A row of an array of images. */
async function imageOfRow(file: string, row: number, signal: AbortSignal): Promise<ImageSource> {
  const { images, unreadable } = await findImages([file], { signal });
  const image = images.find((each) => each.row === row);
  if (image) return image;
  const rows = images.filter((each) => each.row !== undefined).length;
  throw new EngineError(
    'bad-request',
    rows > 0
      ? `"${file}" holds ${rows} images, 0 to ${rows - 1}; there is no row ${row}.`
      : `"${file}" has no rows: ${unreadable[0]?.reason ?? 'it is one image'}.`,
  );
}

async function oneImage(file: string, signal: AbortSignal): Promise<ImageSource> {
  const { images, unreadable } = await findImages([file], { signal });
  const [image] = images;
  if (image && images.length === 1 && image.row === undefined) return image;
  if (image && image.row !== undefined) {
    throw new EngineError('bad-request', `"${file}" holds ${images.length} rows; say which: "${file}[0]".`);
  }
  if (images.length > 1) {
    throw new EngineError(
      'bad-request',
      `"${file}" is a folder of ${images.length} images; name one of them.`,
    );
  }
  const reason = unreadable[0]?.reason ?? 'there is no image in it';
  throw new EngineError('bad-images', `"${file}" is no image: ${reason}.`);
}

async function encodeAll(
  model: Model,
  sources: readonly ImageSource[],
  target: { fit: ImageFit; background: string },
  signal: AbortSignal,
): Promise<number[][]> {
  const { latentSize, name, hasEncoder } = model.info;
  if (sources.length === 0) return [];
  if (!hasEncoder) {
    throw new EngineError(
      'no-encoder',
      `"${name}" has no encoder, so "${sources[0]!.path}" cannot be encoded; give rows of z as FILE.npz[ROW].`,
    );
  }
  const encoded: number[][] = [];
  for await (const batch of encodeImages(model, sources, { ...target, signal, threads: 0 })) {
    const [first] = batch.unreadable;
    if (first) throw new EngineError('bad-images', `"${first.path}" cannot be used: ${first.reason}.`);
    for (let i = 0; i < batch.rows.length; i++) {
      encoded.push(Array.from(batch.latents.subarray(i * latentSize, (i + 1) * latentSize)));
    }
  }
  return encoded;
}
