import type { encode } from '../../protocol/operations/encode.ts';
import { outputFormat, outputPath } from '../../protocol/operations/fields/paths.ts';
import { imageNames } from '../exports/LatentTable.ts';
import { writeLatents } from '../exports/writeLatents.ts';
import { encodeAll } from './encodeAll.ts';
import { findInputImages, inputTarget, openInputModelFor } from './openInput.ts';
import type { OperationRun } from './Operation.ts';
import { remarkOnUnlike } from './remarkOnUnlike.ts';

export const run: OperationRun<typeof encode> = async (input, context) => {
  const found = await findInputImages(input.images, context.signal);
  const { model, imageSize } = await openInputModelFor(input, found.images, context);
  try {
    const target = inputTarget(model, input);
    const tileSize = outputFormat(input.out) === 'folder' ? await spriteTileSize(found.images.length) : 0;
    const encoded = await encodeAll(model, found, target, context, tileSize);
    const { count, latentSize, z, paths, labels, unreadable } = encoded;
    const unlike = await remarkOnUnlike(model, found.images, target, context);
    const { name, hash } = model.info;
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

async function spriteTileSize(count: number): Promise<number> {
  const projector = await import('../exports/projector.ts');
  return projector.spriteTileSize(count);
}
