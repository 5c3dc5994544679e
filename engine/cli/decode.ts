import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { UsageError, type Command } from './CommandIo.ts';
import { fileStem } from './files/fileStem.ts';
import { readLatents, readPaths } from './files/npz.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { openModelForCommand } from './openForCommand.ts';
import { parseCommand, providerFlag, requiredFlag, typedPath } from './parseCommand.ts';
import { ProgressBar } from './ProgressBar.ts';

const USAGE = `hourglass decode MODEL z.npz --out DIR|montage.png

Decodes z (the array "z" [N,D] of an .npz file, or an .npy file) to images.

  --out DIR|FILE     a folder of PNG files, one for each z, or one .png with all of them
  --columns N        columns of the one .png (default: as square as can be)
  --provider NAME    auto, cpu, webgpu, cuda, dml or coreml
  --json             one JSON object on standard output when done
`;

const BATCH = 32;
/** Longest side of a montage that viewers still open. */
const LARGEST_MONTAGE = 16_384;

export const run: Command = async (args, io) => {
  const { values, positionals } = parseCommand(args, {
    out: { type: 'string' },
    columns: { type: 'string' },
  });
  if (values.help) return void io.stdout.write(USAGE);
  const [modelPath, latentsPath] = positionals;
  if (modelPath === undefined || latentsPath === undefined || positionals.length !== 2) {
    throw new UsageError('Expected MODEL and one .npz or .npy file.');
  }
  const out = typedPath(requiredFlag('out', values.out));
  const isMontage = extname(out).toLowerCase() === '.png' && !values.out?.endsWith('/');
  const columnsGiven = columnsFlag(values.columns, isMontage);
  const provider = providerFlag(values.provider);

  const bytes = await readLatentsFile(typedPath(latentsPath));
  const model = await openModelForCommand(modelPath, provider);
  const { latentSize, json, name } = model.info;
  const { width, height } = json.image;
  const { z, names } = parse(bytes, latentsPath, latentSize);
  const count = z.length / latentSize;
  const columns = columnsGiven ?? Math.ceil(Math.sqrt((count * height) / width));
  const rows = Math.ceil(count / columns);
  if (isMontage && Math.max(columns * width, rows * height) > LARGEST_MONTAGE) {
    throw new EngineError(
      'bad-request',
      `A montage of ${count} images would be ${columns * width}×${rows * height} pixels, more than ${LARGEST_MONTAGE} a side; give a folder as --out.`,
    );
  }

  const { pngOfGrid } = await import('./files/projector.ts');
  const imageBytes = width * height * 4;
  const sheet = new Uint8Array(isMontage ? count * imageBytes : 0);
  const digits = Math.max(4, String(count).length);
  const bar = new ProgressBar(io, 'Decoding');
  try {
    for (let from = 0; from < count; from += BATCH) {
      if (io.signal.aborted)
        throw new EngineError('cancelled', `Cancelled after ${from} of ${count} images.`);
      const n = Math.min(BATCH, count - from);
      const rgba = await model.decode(z.subarray(from * latentSize, (from + n) * latentSize), n);
      if (isMontage) sheet.set(rgba, from * imageBytes);
      else {
        const single = { count: 1, width, height, columns: 1, rows: 1 };
        await Promise.all(
          Array.from({ length: n }, async (_, i) => {
            const image = rgba.subarray(i * imageBytes, (i + 1) * imageBytes);
            const number = String(from + i + 1).padStart(digits, '0');
            const file = join(out, `${number}${fileStem(names?.[from + i])}.png`);
            await writeWhole(file, await pngOfGrid(image, single, width, height));
          }),
        );
      }
      bar.update(from + n, count);
    }
  } finally {
    bar.end();
    await model.dispose();
  }
  if (isMontage) {
    const grid = { count, width, height, columns, rows };
    await writeWhole(out, await pngOfGrid(sheet, grid, columns * width, rows * height));
  }
  if (values.json) io.stdout.write(`${JSON.stringify({ out, count, width, height, model: name })}\n`);
  else
    io.stdout.write(
      `${count.toLocaleString('en')} ${count === 1 ? 'image' : 'images'} of ${width}×${height} decoded to ${out}\n`,
    );
};

function columnsFlag(given: string | undefined, isMontage: boolean): number | null {
  if (given === undefined) return null;
  const columns = Number(given);
  if (!Number.isInteger(columns) || columns < 1) {
    throw new UsageError(`--columns: expected a whole number from 1, got "${given}".`);
  }
  if (!isMontage) throw new UsageError('--columns belongs to a montage: give a .png as --out.');
  return columns;
}

async function readLatentsFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new EngineError('not-found', `"${path}" cannot be read: ${words}.`);
  }
}

function parse(bytes: Uint8Array, path: string, latentSize: number) {
  try {
    return { z: readLatents(bytes, latentSize), names: readPaths(bytes) };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new EngineError('bad-request', `"${path}": ${words}.`);
  }
}
