/** From what interpolate is given to the z of each frame. */
import { basename } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { latentAtTime } from '../../protocol/latentAtTime.ts';
import {
  framesOfPath,
  LEAST_FRAMES,
  MOST_FRAMES,
  shareOfFrame,
  type LatentPath,
  type PathFile,
  type PathLoop,
} from '../../protocol/latentPath.ts';
import type { OperationInput } from '../../protocol/operations/index.ts';
import {
  DEFAULT_FPS,
  DEFAULT_FRAMES,
  type interpolate,
  type InterpolateResult,
} from '../../protocol/operations/interpolate.ts';
import { isLatentsFile } from '../exports/isLatentsFile.ts';
import { readLatentsFile } from '../exports/readLatentsFile.ts';
import { evenSpeed } from '../latents/paths/evenSpeed.ts';
import { imageSpace } from '../latents/paths/ImageSpace.ts';
import { withVias } from '../latents/paths/withVias.ts';
import type { Model } from '../models/Model.ts';
import { latentsFor } from './latentsFor.ts';
import { findNamed, latentsOfNamed, type NamedLatent } from './namedLatent.ts';
import { nearbyLatents, storedNearby } from './nearbyLatents.ts';
import { neighborSearch } from './neighborSearch.ts';
import { inputTarget } from './openInput.ts';
import type { OperationContext } from './Operation.ts';
import { readPathFile } from './readPathFile.ts';

type Input = OperationInput<'interpolate'>;
type Context = OperationContext<typeof interpolate>;

/** What is to be drawn, before the model is asked. */
export type Given =
  | { kind: 'keyframes'; typed: readonly string[]; named: readonly NamedLatent[] }
  | { kind: 'frames'; file: string }
  | { kind: 'path'; path: LatentPath; file: PathFile | null };

/** What is drawn: z of each frame, and the path that they lie on where there is one. */
export interface DrawnPath {
  path: LatentPath | null;
  /** [F,D] */
  z: Float32Array;
  frames: number;
  fps: number;
  loop: PathLoop;
  metric: InterpolateResult['metric'];
}

/** @throws EngineError 'bad-request' for a single keyframe, and for options that a file decides; what readPathFile and findNamed throw */
export async function givenPath(input: Input, signal: AbortSignal): Promise<Given> {
  if (input.path) return { kind: 'path', path: input.path, file: null };
  const keyframes = input.keyframes ?? [];
  const [first = '', second] = keyframes;
  if (second !== undefined) {
    const named: NamedLatent[] = [];
    for (const typed of keyframes) named.push(await findNamed(typed, signal));
    return { kind: 'keyframes', typed: keyframes, named };
  }
  if (await isLatentsFile(first)) {
    refuse(
      input,
      ['frames', 'method', 'easing', 'constantSpeed', 'data', 'pathOut'],
      `"${first}" says every frame's z`,
    );
    return { kind: 'frames', file: first };
  }
  if (/\.json$/i.test(first)) {
    refuse(input, ['method', 'easing', 'constantSpeed', 'loop', 'pingPong'], `"${first}" says how it goes`);
    const file = await readPathFile(first);
    const { keyframes: of, loop, timeTable } = file;
    return { kind: 'path', path: { keyframes: of, loop, timeTable }, file };
  }
  throw new EngineError(
    'bad-request',
    'A path has two keyframes at least: give two images or rows of z (FILE.npz[ROW]), or one path.json.',
  );
}

/** Options that would say otherwise than the file does. */
function refuse(input: Input, names: readonly (keyof Input)[], why: string): void {
  const given = names.find((name) => input[name] !== undefined && input[name] !== false);
  if (given === undefined) return;
  const flag =
    given === 'pathOut' ? 'path' : given.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new EngineError('bad-request', `${why}: leave --${flag} out.`);
}

/** z of each frame, with what had to be worked out for it. */
export async function drawnPath(
  model: Model,
  given: Given,
  input: Input,
  context: Context,
): Promise<DrawnPath> {
  const { latentSize, name, hash } = model.info;
  const loop: PathLoop = input.pingPong ? 'ping-pong' : input.loop ? 'loop' : 'once';
  if (given.kind === 'frames') {
    const { z } = await latentsFor(await readLatentsFile(given.file), model.info);
    const frames = z.length / latentSize;
    if (frames < LEAST_FRAMES || frames > MOST_FRAMES) {
      throw new EngineError(
        'bad-request',
        `"${given.file}" holds ${frames} rows; a film has ${LEAST_FRAMES} to ${MOST_FRAMES} frames. For a keyframe name its row: "${given.file}[0]".`,
      );
    }
    return { path: null, z, frames, fps: input.fps ?? DEFAULT_FPS, loop, metric: null };
  }
  const file = given.kind === 'path' ? given.file : null;
  const bare = given.kind === 'path' ? given.path : await keyframesOf(model, given, input, loop, context);
  const size = bare.keyframes[0]?.z.length;
  if (size !== latentSize) {
    throw new EngineError('bad-request', `The path's z have ${size} values; "${name}" takes ${latentSize}.`);
  }
  if (file && file.model.hash !== hash) {
    await context.note(
      `The path was made with another model, "${file.model.name}": its z may mean other images here.`,
    );
  }
  const fps = input.fps ?? file?.fps ?? DEFAULT_FPS;
  const frames = input.frames ?? file?.frames ?? (input.path ? framesOfPath(bare, fps) : DEFAULT_FRAMES);
  const { path, metric } = await workedOut(model, bare, frames, input, context);
  const z = new Float32Array(frames * latentSize);
  for (let frame = 0; frame < frames; frame++) {
    const out = z.subarray(frame * latentSize, (frame + 1) * latentSize);
    latentAtTime(path, shareOfFrame(path.loop, frame, frames), out);
  }
  return { path, z, frames, fps, loop: path.loop, metric };
}

async function keyframesOf(
  model: Model,
  { typed, named }: Extract<Given, { kind: 'keyframes' }>,
  input: Input,
  loop: PathLoop,
  { signal }: Context,
): Promise<LatentPath> {
  const { method = 'lerp', easing = 'linear' } = input;
  const { latentSize } = model.info;
  const z = await latentsOfNamed(model, named, inputTarget(model, input), signal);
  return {
    keyframes: typed.map((path, i) => ({
      id: String(i + 1),
      name: basename(path).replace(/\.[a-z0-9]{1,8}(?=$|\[)/i, ''),
      z: Array.from(z.subarray(i * latentSize, (i + 1) * latentSize)),
      segment: { seconds: 1, easing, method },
      origin: { kind: 'file', path },
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
    data: () =>
      input.store ? storedNearby(input.store.folder) : nearbyLatents(model, input.data, input, context),
    search: neighborSearch(context),
    told: telling('shortening the way in image space'),
  });
  if (bridged > 0) {
    await context.note(
      `No chain of near neighbours leads from keyframe to keyframe: ${bridged} ${bridged === 1 ? 'gap is' : 'gaps are'} bridged between the images nearest to one another.`,
    );
  }
  if (!input.constantSpeed) return { path, metric };
  const steps = { once: frames - 1, loop: frames, 'ping-pong': Math.ceil(frames / 2) }[path.loop];
  const { table } = await evenSpeed(path, space, steps, telling('evening out the speed'));
  return { path: { ...path, timeTable: table }, metric };
}
