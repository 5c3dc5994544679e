import { existsSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import type { UnreadableFile } from '../../protocol/collection.ts';
import { IMAGE_FITS } from '../../protocol/model.ts';
import { encodeImages } from '../ingest/encodeImages.ts';
import { UsageError, type Command } from './CommandIo.ts';
import { csvOfRows } from './files/csv.ts';
import type { EncodedRows } from './files/EncodedRows.ts';
import { npzOfRows } from './files/npz.ts';
import { writeWhole } from '../files/writeWhole.ts';
import {
  findImagesForCommand,
  openModelForCommand,
  reportUnreadable,
  requireReadable,
} from './openForCommand.ts';
import { choiceFlag, parseCommand, providerFlag, requiredFlag, typedPath } from './parseCommand.ts';
import { ProgressBar } from './ProgressBar.ts';

const USAGE = `hourglass encode MODEL IMAGES… --out z.npz|z.csv|z.parquet|PROJECTOR_DIR/

Encodes images, in natural path order, to z.

  --out FILE|DIR     .npz (z [N,D] float32, path, label), .csv or .parquet (path, label, z1 … zD),
                     or a folder for the TensorFlow Embedding Projector, with a sprite of thumbnails
  --fit FIT          cover (default), contain or stretch: how images get the model's shape
  --background HEX   '#rrggbb' under transparent pixels and around contained images
  --provider NAME    auto, cpu, webgpu, cuda, dml or coreml
  --json             one JSON object on standard output when done
`;

const FORMATS = ['.npz', '.csv', '.parquet'] as const;

export const run: Command = async (args, io) => {
  const { values, positionals } = parseCommand(args, {
    out: { type: 'string' },
    fit: { type: 'string' },
    background: { type: 'string' },
  });
  if (values.help) return void io.stdout.write(USAGE);
  const [modelPath, ...imagePaths] = positionals;
  if (modelPath === undefined || imagePaths.length === 0) throw new UsageError('Expected MODEL and IMAGES.');
  const out = typedPath(requiredFlag('out', values.out));
  const format = formatOf(out, values.out?.endsWith('/') ?? false);
  const provider = providerFlag(values.provider);
  const givenFit = values.fit === undefined ? null : choiceFlag('fit', IMAGE_FITS, values.fit);
  if (values.background !== undefined && !/^#[0-9a-f]{6}$/i.test(values.background)) {
    throw new UsageError(`--background: expected '#rrggbb', got "${values.background}".`);
  }

  const model = await openModelForCommand(modelPath, provider);
  const found = await findImagesForCommand(imagePaths, io.signal);
  const { spriteTileSize, writeProjector } = await import('./files/projector.ts');
  const tileSize = format === 'projector' ? spriteTileSize(found.images.length) : 0;
  const { latentSize, json } = model.info;
  const latents = new Float32Array(found.images.length * latentSize);
  const tiles = new Uint8Array(found.images.length * tileSize * tileSize * 4);
  const rows: EncodedRows = { count: 0, latentSize, z: latents, paths: [], labels: [] };
  const unreadable: UnreadableFile[] = [...found.unreadable];
  const bar = new ProgressBar(io, 'Encoding');
  let seen = 0;
  try {
    const batches = encodeImages(model, found.images, {
      fit: givenFit ?? json.image.fit ?? 'cover',
      background: values.background ?? json.image.background ?? '#000000',
      signal: io.signal,
      ...(tileSize > 0 && { tileSize }),
    });
    for await (const batch of batches) {
      latents.set(batch.latents, rows.count * latentSize);
      if (batch.tiles) tiles.set(batch.tiles, rows.count * tileSize * tileSize * 4);
      for (const { source } of batch.rows) {
        rows.paths.push(source.row === undefined ? source.path : `${source.path}[${source.row}]`);
        rows.labels.push(source.label ?? '');
      }
      rows.count += batch.rows.length;
      unreadable.push(...batch.unreadable);
      seen += batch.rows.length + batch.unreadable.length;
      bar.update(seen, found.images.length);
    }
  } finally {
    bar.end();
    await model.dispose();
  }
  requireReadable(rows.count, unreadable);
  rows.z = latents.subarray(0, rows.count * latentSize);

  if (format === 'projector') await writeProjector(out, rows, tiles, tileSize);
  else if (format === '.npz') await writeWhole(out, npzOfRows(rows));
  else if (format === '.csv') await writeWhole(out, csvOfRows(rows));
  else await writeWhole(out, (await import('./files/parquet.ts')).parquetOfRows(rows));
  const { count } = rows;
  if (values.json) {
    io.stdout.write(
      `${JSON.stringify({ out, count, latentSize, unreadable, model: model.info.name, hash: model.info.hash })}\n`,
    );
  } else {
    reportUnreadable(unreadable, io);
    io.stdout.write(
      `${count.toLocaleString('en')} ${count === 1 ? 'image' : 'images'} encoded to z [${count},${latentSize}] in ${out}\n`,
    );
  }
};

function formatOf(out: string, isFolder: boolean): (typeof FORMATS)[number] | 'projector' {
  if (isFolder || (existsSync(out) && statSync(out).isDirectory())) return 'projector';
  const extension = extname(out).toLowerCase();
  if (extension === '') return 'projector';
  const known = FORMATS.find((format) => format === extension);
  if (known) return known;
  throw new UsageError(`--out: expected a name in .npz, .csv or .parquet, or a folder; got "${out}".`);
}
