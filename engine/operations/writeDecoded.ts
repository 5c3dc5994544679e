import { join } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { outputFormat } from '../../protocol/operations/fields/paths.ts';
import { writeWhole } from '../files/writeWhole.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import type { Model } from '../models/Model.ts';

const BATCH = 32;
/** Longest side of a montage that viewers still open. */
const LARGEST_MONTAGE = 16_384;

export interface DecodedOutput {
  /** A folder, or one .png for all. */
  out: string;
  /** Of the one .png; as square as can be when absent. */
  columns?: number | undefined;
  /** What follows the number in a file's name: '-cat'. */
  stemOf?: (index: number) => string;
}

/**
 * Decodes z and writes the images: a PNG each in a folder, numbered from 1, or one montage.
 * @param z [N,D]
 * @returns the files' names, in a folder; null for a montage
 * @throws EngineError 'bad-request' for a montage that is too large, 'cancelled'
 */
export async function writeDecoded(
  model: Model,
  z: Float32Array,
  { out, columns: asked, stemOf = () => '' }: DecodedOutput,
  { progress, signal }: Pick<JobContext, 'progress' | 'signal'>,
): Promise<string[] | null> {
  const { latentSize, json } = model.info;
  const { width, height } = json.image;
  const isMontage = outputFormat(out) === '.png';
  const count = z.length / latentSize;
  const columns = asked ?? Math.ceil(Math.sqrt((count * height) / width));
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
  const nameOf = (index: number) => `${String(index + 1).padStart(digits, '0')}${stemOf(index)}.png`;
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
          await writeWhole(join(out, nameOf(from + i)), await pngOfGrid(image, single, width, height));
        }),
      );
    }
    await progress({ done: from + n, total: count });
  }
  if (!isMontage) return Array.from({ length: count }, (_, i) => nameOf(i));
  const grid = { count, width, height, columns, rows };
  await writeWhole(out, await pngOfGrid(sheet, grid, columns * width, rows * height));
  return null;
}
