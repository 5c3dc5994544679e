import type { UnreadableFile } from '../../protocol/collection.ts';
import { rowPath } from '../../protocol/imageSource.ts';
import type { encode } from '../../protocol/operations/encode.ts';
import { outputFormat, outputPath } from '../../protocol/operations/fields/paths.ts';
import type { OperationInput } from '../../protocol/operations/index.ts';
import { imageNames } from '../exports/LatentTable.ts';
import type { Thumbnails } from '../exports/projector.ts';
import { writeLatents } from '../exports/writeLatents.ts';
import { encodeImages } from '../ingest/encodeImages.ts';
import type { Model } from '../models/Model.ts';
import {
  findInputImages,
  inputTarget,
  openInputModelFor,
  requireReadable,
  type FoundInput,
} from './openInput.ts';
import type { OperationContext, OperationRun } from './Operation.ts';
import { remarkOnUnlike } from './remarkOnUnlike.ts';

type Input = OperationInput<'encode'>;

/** Encoded images with their thumbnails, where the output has any: T is 0 where it has none. */
interface Encoded extends Thumbnails {
  count: number;
  /** [N,D] float32 */
  z: Float32Array;
  paths: string[];
  /** '' for none. */
  labels: string[];
  unreadable: UnreadableFile[];
}

export const run: OperationRun<typeof encode> = async (input, context) => {
  const found = await findInputImages(input.images, context.signal);
  const { model, imageSize } = await openInputModelFor(input, found.images, context);
  try {
    const encoded = await encodeAll(model, found, input, context);
    const { count, z, paths, labels, unreadable } = encoded;
    requireReadable(count, unreadable);
    const unlike = await remarkOnUnlike(model, found.images, inputTarget(model, input), context);
    const { latentSize, name, hash } = model.info;
    const table = { count, latentSize, z, names: imageNames(paths, labels), more: [] };
    await writeLatents(input.out, table, { thumbnails: encoded });
    return {
      out: outputPath(input.out),
      count,
      latentSize,
      imageSize,
      unreadable,
      unlike,
      model: name,
      hash,
    };
  } finally {
    await model.dispose();
  }
};

async function encodeAll(
  model: Model,
  { images, unreadable }: FoundInput,
  input: Input,
  { progress, signal }: OperationContext<typeof encode>,
): Promise<Encoded> {
  const { latentSize } = model.info;
  const tileSize = outputFormat(input.out) === 'folder' ? await spriteTileSize(images.length) : 0;
  const tileBytes = tileSize * tileSize * 4;
  const z = new Float32Array(images.length * latentSize);
  const tiles = new Uint8Array(images.length * tileBytes);
  const [paths, labels]: [string[], string[]] = [[], []];
  const { fit, background } = inputTarget(model, input);
  const options = { fit, background, signal, ...(tileSize > 0 && { tileSize }) };
  for await (const batch of encodeImages(model, images, options)) {
    z.set(batch.latents, paths.length * latentSize);
    if (batch.tiles) tiles.set(batch.tiles, paths.length * tileBytes);
    for (const { source } of batch.rows) {
      paths.push(rowPath(source));
      labels.push(source.label ?? '');
    }
    unreadable.push(...batch.unreadable);
    await progress({ done: batch.done, total: images.length });
  }
  const count = paths.length;
  return { count, z: z.subarray(0, count * latentSize), paths, labels, tiles, tileSize, unreadable };
}

async function spriteTileSize(count: number): Promise<number> {
  const projector = await import('../exports/projector.ts');
  return projector.spriteTileSize(count);
}
