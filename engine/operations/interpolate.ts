import { EngineError } from '../../protocol/EngineError.ts';
import type { ImageSize } from '../../protocol/imageSize.ts';
import { segmentCount, type LatentPath, type PathFile } from '../../protocol/latentPath.ts';
import { outputFormat, outputPath } from '../../protocol/operations/fields/paths.ts';
import type { OperationInput } from '../../protocol/operations/index.ts';
import {
  DEFAULT_SHEET_SIZE,
  DEFAULT_SIZE,
  MOST_GIF_FPS,
  type interpolate,
  type InterpolateResult,
} from '../../protocol/operations/interpolate.ts';
import { pathFilm } from '../exports/media/pathFilm.ts';
import { sheetSize } from '../exports/media/sheetPng.ts';
import { writeFilm } from '../exports/media/writeFilm.ts';
import { writeLatents } from '../exports/writeLatents.ts';
import { jsonText } from '../files/jsonFile.ts';
import { writeWhole } from '../files/writeWhole.ts';
import type { Model } from '../models/Model.ts';
import { drawnPath, givenPath, type DrawnPath } from './drawnPath.ts';
import { namedImages } from './namedLatent.ts';
import { inputTarget, openInputModel, openInputModelFor } from './openInput.ts';
import type { OperationContext, OperationRun } from './Operation.ts';
import { notWritten } from './takenPlace.ts';

type Input = OperationInput<'interpolate'>;
type Context = OperationContext<typeof interpolate>;

/** Longest side of a sheet that viewers still open, and pixels of one: it is in memory whole. */
const LARGEST_SHEET_SIDE = 16_384;
const LARGEST_SHEET = 2 ** 27;
/** Beyond it players' decoders give up: H.264's level 5.1. */
const LARGEST_MP4_SIDE = 4096;

export const run: OperationRun<typeof interpolate> = async (input, context) => {
  const given = await givenPath(input, context.signal);
  const images = given.kind === 'keyframes' ? namedImages(given.named) : [];
  const through = { ...input, size: input.imageSize };
  const model =
    images.length > 0
      ? (await openInputModelFor(through, images, context)).model
      : await openInputModel(through);
  try {
    if (!model.info.hasDecoder) {
      throw new EngineError(
        'no-decoder',
        `"${model.info.name}" has no decoder, so nothing between images can be drawn.`,
      );
    }
    const drawn = await drawnPath(model, given, input, context);
    return await write(model, drawn, input, context);
  } finally {
    await model.dispose();
  }
};

async function write(
  model: Model,
  drawn: DrawnPath,
  input: Input,
  context: Context,
): Promise<InterpolateResult> {
  const { path, z, frames, fps, loop, metric } = drawn;
  const { latentSize, name, hash } = model.info;
  const { out, filter, pathOut, zOut } = input;
  const format = out === undefined ? null : outputFormat(out);
  const { background } = inputTarget(model, input);
  const longestPx = input.size ?? (format === '.png' ? DEFAULT_SHEET_SIZE : DEFAULT_SIZE);
  const look = {
    ...{ fps, repeats: loop !== 'once', longestPx, filter, background },
    evenSides: format === '.mp4',
  };
  const film = pathFilm(model, z, look, async (done) => {
    if (context.signal.aborted) {
      throw new EngineError('cancelled', `Cancelled after ${done} of ${frames} frames.`);
    }
    await context.progress({ done, total: frames, detail: 'drawing' });
  });
  const columns = input.columns ?? Math.ceil(Math.sqrt((frames * film.height) / film.width));
  const sheet = { columns: Math.min(frames, columns), gapPx: input.gap ?? 0, background };
  const size = format === '.png' ? sheetSize(film, sheet) : { width: film.width, height: film.height };
  if (out !== undefined) {
    checkFormat(format, fps, size);
    if (film.isPadded) {
      await context.note(
        `The sides of an MP4 are even: ${film.width}×${film.height}, with a line of the background at the right or below.`,
      );
    }
    try {
      await writeFilm(out, film, sheet, context.signal);
    } catch (error) {
      throw notWritten(outputPath(out), error);
    }
  }
  if (pathOut !== undefined && path) {
    const file: PathFile = { format: 1, model: { name, hash }, frames, fps, ...path };
    await writeWhole(pathOut, jsonText(file));
  }
  if (zOut !== undefined) {
    const seconds = Float64Array.from({ length: frames }, (_, frame) => frame / fps);
    const time = { name: 'time', type: 'number' as const, values: seconds };
    await writeLatents(zOut, { count: frames, latentSize, z, names: [], more: [time] });
  }
  const changes = film.changes();
  return {
    out: out === undefined ? null : outputPath(out),
    ...{ frames, fps, seconds: frames / fps, ...size },
    method: path && methodOf(path),
    loop,
    keyframes: path?.keyframes.length ?? 0,
    lengths: { z: latentLength(z, latentSize), image: changes?.length ?? null },
    unevenness: changes?.unevenness ?? null,
    metric,
    path: out === undefined ? path : null,
    model: name,
    hash,
  };
}

/** @throws EngineError 'bad-request' for what the format cannot hold */
function checkFormat(format: string | null, fps: number, { width, height }: ImageSize): void {
  const longest = Math.max(width, height);
  if (format === '.gif' && fps > MOST_GIF_FPS) {
    throw new EngineError(
      'bad-request',
      `A GIF shows at most ${MOST_GIF_FPS} frames a second, the path says ${fps}: give --fps, or write .webp or .mp4.`,
    );
  }
  if (format === '.mp4' && longest > LARGEST_MP4_SIDE) {
    throw new EngineError(
      'bad-request',
      `The MP4 would be ${width}×${height} pixels; players take up to ${LARGEST_MP4_SIDE} a side: give a smaller --size.`,
    );
  }
  if (format === '.png' && (longest > LARGEST_SHEET_SIDE || width * height > LARGEST_SHEET)) {
    throw new EngineError(
      'bad-request',
      `The sheet would be ${width}×${height} pixels, more than ${LARGEST_SHEET_SIDE} a side or ${Math.floor(LARGEST_SHEET / 1e6)} million; give a smaller --size, fewer frames, or a folder.`,
    );
  }
}

function methodOf({ keyframes, loop }: LatentPath): InterpolateResult['method'] {
  const gone = keyframes.slice(0, segmentCount({ keyframes, loop }));
  const methods = new Set(gone.map(({ segment }) => segment.method));
  return methods.size === 1 ? [...methods][0]! : 'mixed';
}

/** Σ ‖z_{i+1} − z_i‖ of [F,D] */
function latentLength(z: Float32Array, latentSize: number): number {
  let length = 0;
  for (let from = latentSize; from < z.length; from += latentSize) {
    let squared = 0;
    for (let d = from; d < from + latentSize; d++) squared += (z[d]! - z[d - latentSize]!) ** 2;
    length += Math.sqrt(squared);
  }
  return length;
}
