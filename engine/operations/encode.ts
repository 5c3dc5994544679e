import type { UnreadableFile } from '../../protocol/collection.ts';
import { rowPath } from '../../protocol/imageSource.ts';
import type { encode } from '../../protocol/operations/encode.ts';
import { outputFormat, outputPath } from '../../protocol/operations/fields/paths.ts';
import type { OperationInput } from '../../protocol/operations/index.ts';
import type { EncodedRows } from '../exports/EncodedRows.ts';
import { encodedColumns } from '../exports/encodedColumns.ts';
import { npzOfRows } from '../exports/npz.ts';
import { writeTable } from '../exports/writeTable.ts';
import { writeWhole } from '../files/writeWhole.ts';
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

/** Encoded images with their thumbnails, where the output has any. */
interface Encoded {
  rows: EncodedRows;
  /** [N,T,T,4] RGBA */
  tiles: Uint8Array;
  /** T; 0 for none. */
  tileSize: number;
  unreadable: UnreadableFile[];
}

export const run: OperationRun<typeof encode> = async (input, context) => {
  const found = await findInputImages(input.images, context.signal);
  const { model, imageSize } = await openInputModelFor(input, found.images, context);
  try {
    const encoded = await encodeAll(model, found, input, context);
    const { rows, unreadable } = encoded;
    requireReadable(rows.count, unreadable);
    const unlike = await remarkOnUnlike(model, found.images, inputTarget(model, input), context);
    await write(input.out, encoded);
    const { latentSize, name, hash } = model.info;
    return {
      out: outputPath(input.out),
      count: rows.count,
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
  const rows: EncodedRows = { count: 0, latentSize, z, paths: [], labels: [] };
  const { fit, background } = inputTarget(model, input);
  const options = { fit, background, signal, ...(tileSize > 0 && { tileSize }) };
  for await (const batch of encodeImages(model, images, options)) {
    z.set(batch.latents, rows.count * latentSize);
    if (batch.tiles) tiles.set(batch.tiles, rows.count * tileBytes);
    for (const { source } of batch.rows) {
      rows.paths.push(rowPath(source));
      rows.labels.push(source.label ?? '');
    }
    rows.count += batch.rows.length;
    unreadable.push(...batch.unreadable);
    await progress({ done: batch.done, total: images.length });
  }
  rows.z = z.subarray(0, rows.count * latentSize);
  return { rows, tiles, tileSize, unreadable };
}

async function spriteTileSize(count: number): Promise<number> {
  const projector = await import('../exports/projector.ts');
  return projector.spriteTileSize(count);
}

async function write(out: string, { rows, tiles, tileSize }: Encoded): Promise<void> {
  const format = outputFormat(out);
  if (format === '.npz') return writeWhole(out, npzOfRows(rows));
  if (format !== 'folder') return writeTable(out, encodedColumns(rows));
  const { writeProjector } = await import('../exports/projector.ts');
  await writeProjector(out, rows, tiles, tileSize);
}
