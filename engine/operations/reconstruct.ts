import { join } from 'node:path';
import type { UnreadableFile } from '../../protocol/collection.ts';
import { rowPath, type ImageSource } from '../../protocol/imageSource.ts';
import { outputFormat } from '../../protocol/operations/fields/paths.ts';
import type { reconstruct, ReconstructResult } from '../../protocol/operations/reconstruct.ts';
import type { UnlikeRemark } from '../../protocol/unlike.ts';
import { reconstructImages, reconstructionOf } from '../analysis/reconstructImages.ts';
import { withAlpha } from '../analysis/rgba.ts';
import { fileStem } from '../exports/fileStem.ts';
import { writeTable } from '../exports/writeTable.ts';
import { writeWhole } from '../files/writeWhole.ts';
import type { Model } from '../models/Model.ts';
import { findInputImages, inputTarget, openInputModelFor, requireReadable } from './openInput.ts';
import type { OperationRun } from './Operation.ts';
import { remarkOnUnlike } from './remarkOnUnlike.ts';

/** A row of the report. psnr is infinite for an image that comes back exactly. */
interface ReportRow {
  path: string;
  label: string | null;
  mse: number;
  sse: number;
  psnr: number;
  ssim: number;
}

export const run: OperationRun<typeof reconstruct> = async (input, context) => {
  const { progress, signal } = context;
  const found = await findInputImages(input.images, signal);
  const { model, imageSize } = await openInputModelFor(input, found.images, context);
  const rows: ReportRow[] = [];
  const unreadable: UnreadableFile[] = [...found.unreadable];
  let unlike: UnlikeRemark | null;
  try {
    const target = inputTarget(model, input);
    const values = target.width * target.height * target.channels;
    for await (const batch of reconstructImages(model, found.images, { target, signal })) {
      for (const [at, source] of batch.sources.entries()) {
        const compared = reconstructionOf(batch, at, target);
        const { mse, psnr, ssim } = compared.quality;
        rows.push({ path: rowPath(source), label: source.label, mse, sse: mse * values, psnr, ssim });
        if (input.comparisons !== undefined) {
          await writeComparison(input.comparisons, rows.length, source, compared, model);
        }
      }
      unreadable.push(...batch.unreadable);
      await progress({ done: batch.done, total: found.images.length });
    }
    unlike = await remarkOnUnlike(model, found.images, target, context);
  } finally {
    await model.dispose();
  }
  requireReadable(rows.length, unreadable);
  const { name, hash, latentSize } = model.info;
  const summary = {
    model: name,
    hash,
    latentSize,
    imageSize,
    count: rows.length,
    mean: meanOf(rows),
    unreadable,
    unlike,
  };
  await writeReport(input.out, summary, rows);
  return { out: input.out, ...summary };
};

/** Means over the images; psnr over those that do not come back exactly. */
function meanOf(rows: readonly ReportRow[]): ReconstructResult['mean'] {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
  const psnrs = rows.map(({ psnr }) => psnr).filter(Number.isFinite);
  return {
    mse: mean(rows.map(({ mse }) => mse)),
    sse: mean(rows.map(({ sse }) => sse)),
    psnr: psnrs.length === 0 ? null : mean(psnrs),
    ssim: mean(rows.map(({ ssim }) => ssim)),
  };
}

async function writeReport(
  out: string,
  summary: Omit<ReconstructResult, 'out'>,
  rows: readonly ReportRow[],
): Promise<void> {
  if (outputFormat(out) === '.json') {
    // JSON has no infinity.
    const shown = rows.map((row) => ({ ...row, psnr: Number.isFinite(row.psnr) ? row.psnr : null }));
    return writeWhole(out, `${JSON.stringify({ ...summary, rows: shown }, null, 2)}\n`);
  }
  const numbers = (name: 'mse' | 'sse' | 'psnr' | 'ssim') => ({
    name,
    type: 'number' as const,
    values: Float64Array.from(rows, (row) => row[name]),
  });
  await writeTable(out, [
    { name: 'path', type: 'text', values: rows.map(({ path }) => path) },
    { name: 'label', type: 'text', values: rows.map(({ label }) => label) },
    ...(['mse', 'sse', 'psnr', 'ssim'] as const).map(numbers),
  ]);
}

/** x, x̂ and |x − x̂| side by side. */
async function writeComparison(
  folder: string,
  number: number,
  source: ImageSource,
  { pixels, rgba }: { pixels: Uint8Array; rgba: Uint8Array },
  model: Model,
): Promise<void> {
  const { width, height, channels } = model.info.json.image;
  const original = withAlpha(pixels, channels);
  const difference = original.map((value, at) => (at % 4 === 3 ? 255 : Math.abs(value - rgba[at]!)));
  const strip = new Uint8Array(3 * original.length);
  [original, rgba, difference].forEach((image, i) => strip.set(image, i * original.length));
  const { pngOfGrid } = await import('../exports/projector.ts');
  const grid = { count: 3, width, height, columns: 3, rows: 1 };
  const name = `${String(number).padStart(5, '0')}${fileStem(source.name)}.png`;
  await writeWhole(join(folder, name), await pngOfGrid(strip, grid, 3 * width, height));
}
