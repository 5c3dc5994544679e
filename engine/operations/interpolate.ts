import { EngineError } from '../../protocol/EngineError.ts';
import { latentAtTime } from '../../protocol/latentAtTime.ts';
import {
  LEAST_FRAMES,
  MOST_FRAMES,
  segmentCount,
  shareOfFrame,
  type LatentPath,
  type PathFile,
  type PathLoop,
} from '../../protocol/latentPath.ts';
import { outputFormat, outputPath } from '../../protocol/operations/fields/paths.ts';
import type { OperationInput } from '../../protocol/operations/index.ts';
import {
  DEFAULT_FPS,
  DEFAULT_FRAMES,
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
import { imageSpace } from '../latents/paths/ImageSpace.ts';
import { evenSpeed } from '../latents/paths/evenSpeed.ts';
import { withVias } from '../latents/paths/withVias.ts';
import type { Model } from '../models/Model.ts';
import {
  isLatentsFile,
  keyframeImages,
  readKeyframes,
  readLatentRows,
  readPathFile,
  type ReadKeyframe,
} from './keyframeFiles.ts';
import { nearbyLatents } from './nearbyLatents.ts';
import { inputTarget, openInputModel, openInputModelFor } from './openInput.ts';
import type { OperationContext, OperationRun } from './Operation.ts';
import { notWritten } from './takenPlace.ts';

type Input = OperationInput<'interpolate'>;
type Context = OperationContext<typeof interpolate>;

/** Longest side of a sheet that viewers still open, and pixels of one: it is in memory whole. */
const LARGEST_SHEET_SIDE = 16_384;
const LARGEST_SHEET = 2 ** 27;

/** What is to be drawn, before the model is asked. */
type Given =
  | { kind: 'files'; keyframes: readonly string[] }
  | { kind: 'frames'; file: string }
  | { kind: 'path'; path: LatentPath; file: PathFile | null };

/** What is drawn: z of each frame, and the path they are of where there is one. */
interface Drawn {
  path: LatentPath | null;
  /** [F,D] */
  z: Float32Array;
  frames: number;
  fps: number;
  loop: PathLoop;
  metric: InterpolateResult['metric'];
}

export const run: OperationRun<typeof interpolate> = async (input, context) => {
  const given = await whatIsGiven(input);
  const images = given.kind === 'files' ? await keyframeImages(given.keyframes, context.signal) : [];
  const modelInput = { ...input, size: input.imageSize };
  const model =
    images.length > 0
      ? (await openInputModelFor(modelInput, images, context)).model
      : await openInputModel(modelInput);
  try {
    if (!model.info.hasDecoder) {
      throw new EngineError(
        'no-decoder',
        `"${model.info.name}" has no decoder, so nothing between images can be drawn.`,
      );
    }
    const drawn = await whatIsDrawn(model, given, images, input, context);
    return await write(model, drawn, input, context);
  } finally {
    await model.dispose();
  }
};

async function whatIsGiven(input: Input): Promise<Given> {
  if (input.path) return { kind: 'path', path: input.path, file: null };
  const keyframes = input.keyframes ?? [];
  const [first = '', second] = keyframes;
  if (second === undefined && isLatentsFile(first)) {
    refuse(
      input,
      ['frames', 'method', 'easing', 'constantSpeed', 'pathOut'],
      `"${first}" says every frame's z`,
    );
    return { kind: 'frames', file: first };
  }
  if (second === undefined && /\.json$/i.test(first)) {
    refuse(input, ['method', 'easing', 'constantSpeed', 'loop', 'pingPong'], `"${first}" says how it goes`);
    const file = await readPathFile(first);
    const { keyframes: of, loop, timeTable } = file;
    return { kind: 'path', path: { keyframes: of, loop, timeTable }, file };
  }
  if (second === undefined) {
    throw new EngineError(
      'bad-request',
      'A path has two keyframes at least: give two images or rows of z (FILE.npz[ROW]), or one path.json.',
    );
  }
  return { kind: 'files', keyframes };
}

/** Options that would say otherwise than the file does. */
function refuse(input: Input, names: readonly (keyof Input)[], why: string): void {
  const given = names.find((name) => input[name] !== undefined && input[name] !== false);
  if (given === undefined) return;
  const flag =
    given === 'pathOut' ? 'path' : given.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new EngineError('bad-request', `${why}: leave --${flag} out.`);
}

async function whatIsDrawn(
  model: Model,
  given: Given,
  images: Awaited<ReturnType<typeof keyframeImages>>,
  input: Input,
  context: Context,
): Promise<Drawn> {
  const { latentSize, hash, name } = model.info;
  const fps = input.fps ?? (given.kind === 'path' ? given.file?.fps : undefined) ?? DEFAULT_FPS;
  const loopAsked: PathLoop = input.pingPong ? 'ping-pong' : input.loop ? 'loop' : 'once';
  if (given.kind === 'frames') {
    const z = await readLatentRows(given.file, latentSize);
    const frames = z.length / latentSize;
    if (frames < LEAST_FRAMES || frames > MOST_FRAMES) {
      throw new EngineError(
        'bad-request',
        `"${given.file}" holds ${frames} rows; a film has ${LEAST_FRAMES} to ${MOST_FRAMES} frames.`,
      );
    }
    return { path: null, z, frames, fps, loop: loopAsked, metric: null };
  }
  const target = inputTarget(model, input);
  const bare =
    given.kind === 'path'
      ? given.path
      : pathOf(await readKeyframes(model, given.keyframes, images, target, context), input, loopAsked);
  const size = bare.keyframes[0]?.z.length;
  if (size !== latentSize) {
    throw new EngineError('bad-request', `The path's z have ${size} values; "${name}" takes ${latentSize}.`);
  }
  if (given.kind === 'path' && given.file && given.file.model.hash !== hash) {
    await context.note(
      `The path was made with another model, "${given.file.model.name}"; its z may mean other images here.`,
    );
  }
  const seconds = bare.keyframes
    .slice(0, segmentCount(bare))
    .reduce((sum, { segment }) => sum + segment.seconds, 0);
  const ways = bare.loop === 'ping-pong' ? 2 : 1;
  const ofSeconds = given.kind === 'path' && !given.file ? Math.round(seconds * ways * fps) : DEFAULT_FRAMES;
  const frames =
    input.frames ??
    (given.kind === 'path' ? given.file?.frames : undefined) ??
    Math.min(MOST_FRAMES, Math.max(LEAST_FRAMES, ofSeconds));
  const { path, metric } = await workedOut(model, bare, frames, input, context);
  const z = new Float32Array(frames * latentSize);
  for (let frame = 0; frame < frames; frame++) {
    const out = z.subarray(frame * latentSize, (frame + 1) * latentSize);
    latentAtTime(path, shareOfFrame(path.loop, frame, frames), out);
  }
  return { path, z, frames, fps, loop: path.loop, metric };
}

/** @param keyframes two at least */
function pathOf(keyframes: readonly ReadKeyframe[], input: Input, loop: PathLoop): LatentPath {
  const { method = 'lerp', easing = 'linear' } = input;
  const segment = { seconds: 1, easing, method };
  return {
    keyframes: keyframes.map(({ name, from, z }, i) => ({
      id: String(i + 1),
      name,
      z,
      origin: { kind: 'file', path: from },
      segment,
    })),
    loop,
    timeTable: null,
  };
}

/** A path with what has to be computed for it: points along the data or by the metric, and its time table. */
async function workedOut(model: Model, bare: LatentPath, frames: number, input: Input, context: Context) {
  const space = imageSpace(model);
  const telling = (detail: string) => async (share: number) => {
    if (context.signal.aborted) throw new EngineError('cancelled', 'Cancelled.');
    await context.progress({ done: Math.round(share * 1000), total: 1000, detail });
  };
  const { path, metric, bridged } = await withVias(bare, {
    space,
    data: () => nearbyLatents(model, input.data, inputTarget(model, input), context),
    told: telling('shortening the way in image space'),
  });
  if (bridged > 0) {
    await context.note(
      `No chain of near neighbours leads from keyframe to keyframe: ${bridged} ${bridged === 1 ? 'gap is' : 'gaps are'} bridged between the images nearest to one another.`,
    );
  }
  if (!input.constantSpeed) return { path, metric };
  const steps = { once: frames - 1, loop: frames, 'ping-pong': Math.ceil(frames / 2) }[path.loop];
  const { table } = await evenSpeed(
    { ...path, timeTable: null },
    space,
    steps,
    telling('evening out the speed'),
  );
  return { path: { ...path, timeTable: table }, metric };
}

async function write(model: Model, drawn: Drawn, input: Input, context: Context): Promise<InterpolateResult> {
  const { path, z, frames, fps, loop, metric } = drawn;
  const { latentSize, name, hash } = model.info;
  const { out, filter, pathOut, zOut } = input;
  const format = out === undefined ? null : outputFormat(out);
  const { background } = inputTarget(model, input);
  const { evenSide } = await import('../exports/media/mp4Bytes.ts');
  const longestPx = input.size ?? (format === '.png' ? DEFAULT_SHEET_SIZE : DEFAULT_SIZE);
  const film = pathFilm(
    model,
    z,
    {
      ...{ fps, repeats: loop !== 'once', longestPx, filter, background },
      ...(format === '.mp4' && { side: evenSide }),
    },
    async (done) => {
      if (context.signal.aborted)
        throw new EngineError('cancelled', `Cancelled after ${done} of ${frames} frames.`);
      await context.progress({ done, total: frames, detail: 'drawing' });
    },
  );
  const columns = input.columns ?? Math.ceil(Math.sqrt((frames * film.height) / film.width));
  const sheet = { columns: Math.min(frames, columns), gapPx: input.gap ?? 0, background };
  const size = format === '.png' ? sheetSize(film, sheet) : { width: film.width, height: film.height };
  if (out !== undefined) {
    checkFormat(format, fps, size);
    if (format === '.mp4') await noteOnPadding(film, longestPx, model, context);
    try {
      await writeFilm(out, film, sheet, context.signal);
    } catch (error) {
      throw notWritten(outputPath(out), error);
    }
  }
  if (pathOut !== undefined && path) {
    await writeWhole(
      pathOut,
      jsonText({ format: 1, model: { name, hash }, frames, fps, ...path } satisfies PathFile),
    );
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

function checkFormat(
  format: string | null,
  fps: number,
  { width, height }: { width: number; height: number },
): void {
  if (format === '.gif' && fps > MOST_GIF_FPS) {
    throw new EngineError(
      'bad-request',
      `A GIF shows at most ${MOST_GIF_FPS} frames a second, the path says ${fps}: give --fps, or write .webp or .mp4.`,
    );
  }
  if (format === '.png' && (Math.max(width, height) > LARGEST_SHEET_SIDE || width * height > LARGEST_SHEET)) {
    throw new EngineError(
      'bad-request',
      `The sheet would be ${width}×${height} pixels, more than ${LARGEST_SHEET_SIDE} a side or ${Math.floor(LARGEST_SHEET / 1e6)} million; choose a smaller --size, fewer frames, or a folder.`,
    );
  }
}

async function noteOnPadding(
  { width, height }: { width: number; height: number },
  longestPx: number,
  model: Model,
  { note }: Context,
): Promise<void> {
  const { image } = model.info.json;
  const side = (px: number) => Math.round((px * longestPx) / Math.max(image.width, image.height));
  if (side(image.width) === width && side(image.height) === height) return;
  await note(
    `The sides of an MP4 are even: ${width}×${height}, with a line of the background at the right or below.`,
  );
}

function methodOf({ keyframes, loop }: LatentPath): InterpolateResult['method'] {
  const methods = new Set(
    keyframes.slice(0, segmentCount({ keyframes, loop })).map(({ segment }) => segment.method),
  );
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
