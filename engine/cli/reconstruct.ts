import { extname, join } from 'node:path';
import type { UnreadableFile } from '../../protocol/collection.ts';
import { IMAGE_FITS } from '../../protocol/model.ts';
import { compareReconstruction } from '../analysis/compareReconstruction.ts';
import { reconstructImages, type ReconstructedImage } from '../analysis/reconstructImages.ts';
import type { Model } from '../models/Model.ts';
import { UsageError, type Command } from './CommandIo.ts';
import { csvLine } from './files/csv.ts';
import { fileStem } from './files/fileStem.ts';
import { writeWhole } from '../files/writeWhole.ts';
import {
  findImagesForCommand,
  openModelForCommand,
  reportUnreadable,
  requireReadable,
} from './openForCommand.ts';
import { choiceFlag, parseCommand, providerFlag, requiredFlag, typedPath } from './parseCommand.ts';
import { ProgressBar } from './ProgressBar.ts';

const USAGE = `hourglass reconstruct MODEL IMAGES… --out report.json|report.csv [--images DIR]

Encodes and decodes images and says how well they come back: mse (mean over pixels and channels of (x − x̂)², x in
0..1 at the model's resolution), sse (the sum), psnr in dB, ssim.

  --out FILE         .json (summary, rows, unreadable files) or .csv (rows)
  --images DIR       also writes x, x̂ and |x − x̂| side by side, a PNG for each image
  --fit FIT          cover (default), contain or stretch: how images get the model's shape
  --provider NAME    auto, cpu, webgpu, cuda, dml or coreml
  --json             one JSON object on standard output when done
`;

/** A row of the report. psnr is null (CSV: inf) for an image that comes back exactly. */
interface ReportRow {
  path: string;
  label: string | null;
  mse: number;
  sse: number;
  psnr: number | null;
  ssim: number;
}

export const run: Command = async (args, io) => {
  const { values, positionals } = parseCommand(args, {
    out: { type: 'string' },
    images: { type: 'string' },
    fit: { type: 'string' },
  });
  if (values.help) return void io.stdout.write(USAGE);
  const [modelPath, ...imagePaths] = positionals;
  if (modelPath === undefined || imagePaths.length === 0) throw new UsageError('Expected MODEL and IMAGES.');
  const out = typedPath(requiredFlag('out', values.out));
  const extension = extname(out).toLowerCase();
  if (extension !== '.json' && extension !== '.csv') {
    throw new UsageError(`--out: expected a name in .json or .csv, got "${values.out}".`);
  }
  const provider = providerFlag(values.provider);
  const givenFit = values.fit === undefined ? null : choiceFlag('fit', IMAGE_FITS, values.fit);
  const imagesFolder = values.images === undefined ? null : typedPath(values.images);

  const model = await openModelForCommand(modelPath, provider);
  const found = await findImagesForCommand(imagePaths, io.signal);
  const unreadable: UnreadableFile[] = [...found.unreadable];
  const rows: ReportRow[] = [];
  const bar = new ProgressBar(io, 'Reconstructing');
  const { image } = model.info.json;
  let seen = 0;
  try {
    const batches = reconstructImages(model, found.images, {
      fit: givenFit ?? image.fit ?? 'cover',
      background: image.background ?? '#000000',
      signal: io.signal,
    });
    for await (const batch of batches) {
      for (const reconstructed of batch.images) {
        rows.push(toRow(reconstructed));
        if (imagesFolder) await writeComparison(imagesFolder, rows.length, reconstructed, model);
      }
      unreadable.push(...batch.unreadable);
      seen += batch.images.length + batch.unreadable.length;
      bar.update(seen, found.images.length);
    }
  } finally {
    bar.end();
    await model.dispose();
  }
  requireReadable(rows.length, unreadable);

  const { name, hash, latentSize } = model.info;
  const mean = meanOf(rows);
  const summary = { model: name, hash, latentSize, count: rows.length, mean, unreadable };
  await writeWhole(
    out,
    extension === '.json' ? `${JSON.stringify({ ...summary, rows }, null, 2)}\n` : csvOf(rows),
  );
  if (values.json) io.stdout.write(`${JSON.stringify({ out, ...summary })}\n`);
  else {
    reportUnreadable(unreadable, io);
    const psnr = mean.psnr === null ? 'inf' : mean.psnr.toFixed(2);
    io.stdout.write(
      `${rows.length.toLocaleString('en')} images, mean mse ${mean.mse.toPrecision(4)}, sse ${mean.sse.toPrecision(4)}, psnr ${psnr} dB, ssim ${mean.ssim.toFixed(4)}; report in ${out}\n`,
    );
  }
};

function toRow({ source, quality, sse }: ReconstructedImage): ReportRow {
  const path = source.row === undefined ? source.path : `${source.path}[${source.row}]`;
  const psnr = Number.isFinite(quality.psnr) ? quality.psnr : null;
  return { path, label: source.label, mse: quality.mse, sse, psnr, ssim: quality.ssim };
}

/** Means over the images; psnr over those that do not come back exactly. */
function meanOf(rows: readonly ReportRow[]) {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
  const psnrs = rows.flatMap(({ psnr }) => (psnr === null ? [] : [psnr]));
  return {
    mse: mean(rows.map(({ mse }) => mse)),
    sse: mean(rows.map(({ sse }) => sse)),
    psnr: psnrs.length === 0 ? null : mean(psnrs),
    ssim: mean(rows.map(({ ssim }) => ssim)),
  };
}

function csvOf(rows: readonly ReportRow[]): string {
  const lines = rows.map(({ path, label, mse, sse, psnr, ssim }) =>
    csvLine([path, label ?? '', mse, sse, psnr ?? 'inf', ssim]),
  );
  return csvLine(['path', 'label', 'mse', 'sse', 'psnr', 'ssim']) + lines.join('');
}

async function writeComparison(
  folder: string,
  number: number,
  { source, pixels, rgba }: ReconstructedImage,
  model: Model,
): Promise<void> {
  const { width, height, channels } = model.info.json.image;
  const { original, reconstruction, difference } = compareReconstruction(
    pixels,
    rgba,
    width,
    height,
    channels,
  );
  const strip = new Uint8Array(3 * original.length);
  [original, reconstruction, difference].forEach((image, i) => strip.set(image, i * original.length));
  const { pngOfGrid } = await import('./files/projector.ts');
  const grid = { count: 3, width, height, columns: 3, rows: 1 };
  const name = `${String(number).padStart(5, '0')}${fileStem(source.name)}.png`;
  await writeWhole(join(folder, name), await pngOfGrid(strip, grid, 3 * width, height));
}
