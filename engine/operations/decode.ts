import { join } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { isOpenSize, sizeWords } from '../../protocol/imageSize.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import type { decode } from '../../protocol/operations/decode.ts';
import { outputFormat, outputPath } from '../../protocol/operations/fields/paths.ts';
import { fileStem } from '../exports/fileStem.ts';
import { readLatentsFile } from '../exports/readLatentsFile.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { openInputModel } from './openInput.ts';
import type { OperationRun } from './Operation.ts';

const BATCH = 32;
/** Longest side of a montage that viewers still open. */
const LARGEST_MONTAGE = 16_384;

export const run: OperationRun<typeof decode> = async (input, { progress, signal }) => {
  const { out } = input;
  const isMontage = outputFormat(out) === '.png';
  const model = await openInputModel(input);
  try {
    const { latentSize, json, name } = model.info;
    const { width, height } = json.image;
    const { z, paths } = await readLatentsFile(input.latents, latentSize, sizeAdvice(model.info));
    const count = z.length / latentSize;
    const columns = input.columns ?? Math.ceil(Math.sqrt((count * height) / width));
    const rows = Math.ceil(count / columns);
    if (isMontage && Math.max(columns * width, rows * height) > LARGEST_MONTAGE) {
      throw new EngineError(
        'bad-request',
        `A montage of ${count} images would be ${columns * width}×${rows * height} pixels, more than ${LARGEST_MONTAGE} a side; write them to a folder.`,
      );
    }

    const { pngOfGrid } = await import('../exports/projector.ts');
    const imageBytes = width * height * 4;
    const sheet = new Uint8Array(isMontage ? count * imageBytes : 0);
    const digits = Math.max(4, String(count).length);
    for (let from = 0; from < count; from += BATCH) {
      if (signal.aborted) throw new EngineError('cancelled', `Cancelled after ${from} of ${count} images.`);
      const n = Math.min(BATCH, count - from);
      const rgba = await model.decode(z.subarray(from * latentSize, (from + n) * latentSize), n);
      if (isMontage) sheet.set(rgba, from * imageBytes);
      else {
        const single = { count: 1, width, height, columns: 1, rows: 1 };
        await Promise.all(
          Array.from({ length: n }, async (_, i) => {
            const image = rgba.subarray(i * imageBytes, (i + 1) * imageBytes);
            const number = String(from + i + 1).padStart(digits, '0');
            const file = join(out, `${number}${fileStem(paths?.[from + i])}.png`);
            await writeWhole(file, await pngOfGrid(image, single, width, height));
          }),
        );
      }
      await progress({ done: from + n, total: count });
    }
    if (isMontage) {
      const grid = { count, width, height, columns, rows };
      await writeWhole(out, await pngOfGrid(sheet, grid, columns * width, rows * height));
    }
    return { out: outputPath(out), count, width, height, model: name };
  } finally {
    await model.dispose();
  }
};

/** What to do about z of another size. */
function sizeAdvice({ name, json, latentSize }: ModelInfo): string {
  if (!isOpenSize(json)) return '';
  return `At ${sizeWords(json.image)} pixels one z of "${name}" has ${latentSize} values; give the size that the images were encoded at (--size WxH).`;
}
