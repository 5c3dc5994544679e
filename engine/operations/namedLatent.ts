/** A z that a person names: that of an image, or a row of a file of z. */
import { existsSync } from 'node:fs';
import { EngineError } from '../../protocol/EngineError.ts';
import { rowPath } from '../../protocol/imageSource.ts';
import { isLatentsFile } from '../exports/isLatentsFile.ts';
import { readLatentsFile } from '../exports/readLatentsFile.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import type { ImageTarget } from '../images/ImageTarget.ts';
import { encodeImages } from '../ingest/encodeImages.ts';
import type { Model } from '../models/Model.ts';
import { latentsFor } from './latentsFor.ts';
import { findInputImages } from './openInput.ts';

/** What was named, found before a model is open: images may decide the model's size. */
export type NamedLatent =
  { kind: 'image'; source: ImageSource } | { kind: 'row'; path: string; row: number | null };

/**
 * An image file, or FILE[ROW] with rows from 0, of an array of images or of a file of z. Of what has one row that is meant
 * without saying so.
 * @throws EngineError 'not-found', 'bad-images', 'bad-request'
 */
export async function findNamed(typed: string, signal: AbortSignal): Promise<NamedLatent> {
  // A file may be called so.
  const [, file, digits] = existsSync(typed) ? [] : (/^(.+)\[(\d+)\]$/s.exec(typed) ?? []);
  const path = file ?? typed;
  const row = digits === undefined ? null : Number(digits);
  if (await isLatentsFile(path)) return { kind: 'row', path, row };
  const { images } = await findInputImages([path], signal);
  const isArray = images.every((image) => image.row !== undefined);
  if (row === null) {
    if (images.length === 1) return { kind: 'image', source: images[0]! };
    throw new EngineError(
      'bad-request',
      isArray
        ? `"${path}" holds ${images.length} images; say which: "${path}[0]".`
        : `"${path}" is a folder of ${images.length} images; name one of them.`,
    );
  }
  if (!isArray) {
    const what = images.length === 1 ? 'one image' : `a folder of ${images.length} images`;
    throw new EngineError('bad-request', `"${path}" has no rows: it is ${what}.`);
  }
  const source = images.find((image) => image.row === row);
  if (source) return { kind: 'image', source };
  throw noRow(path, row, images.length);
}

/** The images among what was named. */
export const namedImages = (named: readonly NamedLatent[]): ImageSource[] =>
  named.flatMap((each) => (each.kind === 'image' ? [each.source] : []));

/** What was named, in words as they are typed. */
export const wordsOfNamed = (named: NamedLatent): string => {
  if (named.kind === 'image') return rowPath(named.source);
  return named.row === null ? named.path : `${named.path}[${named.row}]`;
};

/**
 * Their z, in their order.
 * @param target how images are brought to the model
 * @returns [K,D]
 * @throws EngineError 'no-encoder' and 'bad-images' for images, 'bad-request' for rows that are not there
 */
export async function latentsOfNamed(
  model: Model,
  named: readonly NamedLatent[],
  target: Pick<ImageTarget, 'fit' | 'background'>,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { latentSize } = model.info;
  const z = new Float32Array(named.length * latentSize);
  const files = new Map<string, Float32Array>();
  const places: number[] = [];
  for (const [i, each] of named.entries()) {
    if (each.kind === 'image') {
      places.push(i * latentSize);
      continue;
    }
    const { path, row } = each;
    const rows = files.get(path) ?? (await latentsFor(await readLatentsFile(path), model.info)).z;
    files.set(path, rows);
    const count = rows.length / latentSize;
    if (row === null && count > 1) {
      throw new EngineError('bad-request', `"${path}" holds ${count} rows of z; say which: "${path}[0]".`);
    }
    const at = row ?? 0;
    if (at >= count) throw noRow(path, at, count);
    z.set(rows.subarray(at * latentSize, (at + 1) * latentSize), i * latentSize);
  }
  const images = namedImages(named);
  if (images.length === 0) return z;
  if (!model.info.hasEncoder) {
    throw new EngineError(
      'no-encoder',
      `"${model.info.name}" has no encoder, so "${rowPath(images[0]!)}" cannot be encoded; give rows of z as FILE.npz[ROW].`,
    );
  }
  for await (const batch of encodeImages(model, images, { ...target, signal, threads: 0 })) {
    const [first] = batch.unreadable;
    if (first) throw new EngineError('bad-images', `"${first.path}" cannot be used: ${first.reason}.`);
    for (let at = 0; at < batch.latents.length; at += latentSize) {
      z.set(batch.latents.subarray(at, at + latentSize), places.shift()!);
    }
  }
  return z;
}

function noRow(path: string, row: number, count: number): EngineError {
  const rows = count === 1 ? 'its only row is 0' : `its rows are 0 to ${count - 1}`;
  return new EngineError('bad-request', `"${path}" has no row ${row}; ${rows}.`);
}
