import { existsSync } from 'node:fs';
import { EngineError } from '../../protocol/EngineError.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { readImage } from '../images/readImage.ts';
import type { ImageTarget } from '../images/ImageTarget.ts';
import type { Model } from '../models/Model.ts';
import { isLatentsFile } from './gatherLatents.ts';
import { parseLatents, readLatentsFile } from './latentsFile.ts';
import { findInputImages } from './openInput.ts';

/** A z that a person names: that of an image, or a row of a file of z. */
export type LatentStart =
  { kind: 'row'; path: string; row: number | null } | { kind: 'image'; source: ImageSource };

/**
 * What a person named: an image file, or FILE[ROW] with rows from 0, of an array of images or of a file of z.
 * @throws EngineError 'not-found', 'bad-images', 'bad-request'
 */
export async function findStart(typed: string, signal: AbortSignal): Promise<LatentStart> {
  const [, file, digits] = existsSync(typed) ? [] : (/^(.*)\[(\d+)\]$/s.exec(typed) ?? []);
  const path = file ?? typed;
  const row = digits === undefined ? null : Number(digits);
  if (existsSync(path) && (await isLatentsFile(path))) return { kind: 'row', path, row };
  const { images } = await findInputImages([path], signal);
  if (row === null) {
    if (images.length > 1) {
      throw new EngineError(
        'bad-request',
        `"${path}" holds ${images.length} images; expected one: name a file, or a row of an array as FILE.npz[ROW].`,
      );
    }
    return { kind: 'image', source: images[0]! };
  }
  const source = images.find((image) => image.row === row);
  if (source) return { kind: 'image', source };
  throw new EngineError(
    'bad-request',
    `"${path}" has no row ${row}; its rows are 0 to ${images.length - 1}.`,
  );
}

/**
 * Its z, [D].
 * @param target how an image is brought to the model
 * @throws EngineError 'no-encoder' for an image, 'bad-request' for a row that is not there, what reading throws
 */
export async function latentOfStart(
  model: Model,
  start: LatentStart,
  target: ImageTarget,
): Promise<Float32Array> {
  const { info } = model;
  if (start.kind === 'row') {
    const { path, row } = start;
    const { z } = await parseLatents(await readLatentsFile(path), path, info);
    const count = z.length / info.latentSize;
    if (row === null && count > 1) {
      throw new EngineError('bad-request', `"${path}" holds ${count} rows of z; expected one: "${path}[0]".`);
    }
    const at = (row ?? 0) * info.latentSize;
    if (at < z.length) return z.slice(at, at + info.latentSize);
    throw new EngineError('bad-request', `"${path}" has no row ${row}; its rows are 0 to ${count - 1}.`);
  }
  if (!info.hasEncoder) {
    throw new EngineError(
      'no-encoder',
      `"${info.name}" has no encoder, so "${start.source.name}" has no z in it; give a row of a file of z (FILE.npz[ROW]).`,
    );
  }
  const { pixels } = await readImage(start.source, target);
  const z = await model.encode(pixels, 1);
  if (z.every(Number.isFinite)) return z;
  throw new EngineError(
    'bad-images',
    `"${start.source.name}": the encoder gave no finite numbers for it (NaN or infinity); expected z.`,
  );
}
