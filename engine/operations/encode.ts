import type { UnreadableFile } from '../../protocol/collection.ts';
import { rowPath } from '../../protocol/imageSource.ts';
import type { encode } from '../../protocol/operations/encode.ts';
import { outputFormat } from '../../protocol/operations/fields/paths.ts';
import type { EncodedRows } from '../exports/EncodedRows.ts';
import { encodedColumns } from '../exports/encodedColumns.ts';
import { npzOfRows } from '../exports/npz.ts';
import { writeTable } from '../exports/writeTable.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { encodeImages } from '../ingest/encodeImages.ts';
import { findInputImages, inputTarget, openInputModel, requireReadable } from './openInput.ts';
import type { OperationRun } from './Operation.ts';

export const run: OperationRun<typeof encode> = async (input, { progress, signal }) => {
  const { out } = input;
  const format = outputFormat(out);
  const model = await openInputModel(input);
  const { latentSize, name, hash } = model.info;
  const rows: EncodedRows = { count: 0, latentSize, z: new Float32Array(), paths: [], labels: [] };
  let tiles = new Uint8Array();
  let tileSize = 0;
  const unreadable: UnreadableFile[] = [];
  try {
    const found = await findInputImages(input.images, signal);
    const total = found.images.length;
    unreadable.push(...found.unreadable);
    if (format === 'folder') {
      const { spriteTileSize } = await import('../exports/projector.ts');
      tileSize = spriteTileSize(total);
    }
    rows.z = new Float32Array(total * latentSize);
    tiles = new Uint8Array(total * tileSize * tileSize * 4);
    const { fit, background } = inputTarget(model, input);
    const options = { fit, background, signal, ...(tileSize > 0 && { tileSize }) };
    for await (const batch of encodeImages(model, found.images, options)) {
      rows.z.set(batch.latents, rows.count * latentSize);
      if (batch.tiles) tiles.set(batch.tiles, rows.count * tileSize * tileSize * 4);
      for (const { source } of batch.rows) {
        rows.paths.push(rowPath(source));
        rows.labels.push(source.label ?? '');
      }
      rows.count += batch.rows.length;
      unreadable.push(...batch.unreadable);
      await progress({ done: batch.done, total });
    }
  } finally {
    await model.dispose();
  }
  requireReadable(rows.count, unreadable);
  rows.z = rows.z.subarray(0, rows.count * latentSize);

  if (format === 'folder') {
    const { writeProjector } = await import('../exports/projector.ts');
    await writeProjector(out, rows, tiles, tileSize);
  } else if (format === '.npz') await writeWhole(out, npzOfRows(rows));
  else await writeTable(out, encodedColumns(rows));
  return { out, count: rows.count, latentSize, unreadable, model: name, hash };
};
