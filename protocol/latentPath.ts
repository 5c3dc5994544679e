/**
 * A path through z: keyframes with a segment after each. A document holds it; a path.json is one with what is needed to make
 * the same film again.
 */
import * as v from 'valibot';

export const SEGMENT_METHODS = ['lerp', 'slerp', 'spline', 'data', 'metric'] as const;
/** How z goes from a keyframe to the next. */
export type SegmentMethod = (typeof SEGMENT_METHODS)[number];

export const EASINGS = ['linear', 'ease-in', 'ease-out', 'ease-in-out'] as const;
/** How fast it goes from one to the next: ease-in starts slowly, ease-out ends slowly. */
export type Easing = (typeof EASINGS)[number];

export const PATH_LOOPS = ['once', 'loop', 'ping-pong'] as const;
/** once: from the first keyframe to the last. loop: on to the first again. ping-pong: to the last and back. */
export type PathLoop = (typeof PATH_LOOPS)[number];

/** Keyframes of one path, and points of one segment, at most. */
export const MOST_KEYFRAMES = 1000;
const MOST_VIA = 1024;
const LONGEST_SECONDS = 3600;
export const LEAST_FRAMES = 2;
export const MOST_FRAMES = 10_000;
/** Frames a second. */
export const MOST_FPS = 120;

const finite = v.pipe(v.number(), v.finite());
const latent = v.pipe(v.array(finite), v.minLength(1));
const name = v.pipe(v.string(), v.maxLength(1000));

export const pathSegmentSchema = v.object({
  seconds: v.pipe(finite, v.gtValue(0), v.maxValue(LONGEST_SECONDS)),
  easing: v.picklist(EASINGS),
  method: v.picklist(SEGMENT_METHODS),
  /** Of data and metric: z between the two keyframes, evenly far from one another, as the engine worked them out; [M,D]. */
  via: v.optional(v.pipe(v.array(latent), v.maxLength(MOST_VIA))),
});

export const pathKeyframeSchema = v.object({
  id: name,
  name,
  /** [D] */
  z: latent,
  /** Where its z is from: the row of an image, a decoded point, a file. */
  origin: v.optional(
    v.variant('kind', [
      v.object({ kind: v.literal('image'), row: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
      v.object({ kind: v.literal('point'), id: name }),
      v.object({ kind: v.literal('sample') }),
      v.object({ kind: v.literal('file'), path: v.pipe(v.string(), v.maxLength(32_768)) }),
    ]),
  ),
  /** To the next keyframe; of the last one to the first, which only a closed path goes. */
  segment: pathSegmentSchema,
});

/** Whether every z has as many values as the first. */
const areOfOneSize = (keyframes: v.InferOutput<typeof pathKeyframeSchema>[]): boolean => {
  const size = keyframes[0]?.z.length;
  return keyframes.every(
    ({ z, segment }) => z.length === size && (segment.via ?? []).every((via) => via.length === size),
  );
};

/**
 * Of a path of constant perceptual speed: where it is, 0..1, at evenly spaced times, the ends included. It stands in place
 * of the segments' seconds and easings.
 */
const timeTable = v.nullable(
  v.pipe(
    v.array(v.pipe(finite, v.minValue(0), v.maxValue(1))),
    v.minLength(2),
    v.maxLength(MOST_FRAMES * 2),
    v.check(
      (table) => table.every((at, i) => i === 0 || at >= (table[i - 1] ?? 0)),
      'expected places in ascending order',
    ),
  ),
);

const pathEntries = {
  keyframes: v.pipe(
    v.array(pathKeyframeSchema),
    v.minLength(2),
    v.maxLength(MOST_KEYFRAMES),
    v.check(areOfOneSize, 'expected every z to have as many values as the first'),
  ),
  loop: v.picklist(PATH_LOOPS),
  timeTable,
};

/** What can be gone along: two keyframes at least. */
export const latentPathSchema = v.object(pathEntries);

/** As a document holds it: with a name, and perhaps too few keyframes yet. */
export const documentPathSchema = v.object({
  id: name,
  name,
  keyframes: v.pipe(
    v.array(pathKeyframeSchema),
    v.maxLength(MOST_KEYFRAMES),
    v.check(areOfOneSize, 'expected every z to have as many values as the first'),
  ),
  loop: v.picklist(PATH_LOOPS),
  /** Whether its perceptual speed is to be constant; its time table is null until the engine has worked it out. */
  isEven: v.boolean(),
  timeTable,
});

/** A path.json: the path, the model it was made with, and how many frames a film of it has. */
export const pathFileSchema = v.object({
  format: v.literal(1),
  model: v.object({ name: v.string(), hash: v.string() }),
  frames: v.pipe(v.number(), v.integer(), v.minValue(LEAST_FRAMES), v.maxValue(MOST_FRAMES)),
  fps: v.pipe(finite, v.gtValue(0), v.maxValue(MOST_FPS)),
  ...pathEntries,
});

export type LatentPath = v.InferOutput<typeof latentPathSchema>;
export type DocumentPath = v.InferOutput<typeof documentPathSchema>;
export type PathKeyframe = LatentPath['keyframes'][number];
export type PathSegment = PathKeyframe['segment'];
export type PathFile = v.InferOutput<typeof pathFileSchema>;

/** How many of a path's segments it goes: that after the last keyframe only where it is closed. */
export const segmentCount = ({ keyframes, loop }: Pick<LatentPath, 'keyframes' | 'loop'>): number =>
  loop === 'loop' ? keyframes.length : keyframes.length - 1;

/** Whether the points between two keyframes are the engine's to work out. */
export const isWorkedOut = (method: SegmentMethod): boolean => method === 'data' || method === 'metric';

/** Seconds from the first keyframe to the end. */
export function pathSeconds(path: Pick<LatentPath, 'keyframes' | 'loop'>): number {
  const count = segmentCount(path);
  return path.keyframes.reduce((sum, { segment }, at) => (at < count ? sum + segment.seconds : sum), 0);
}

/** Frames of a film that lasts as long as its path says: of ping-pong there and back. */
export function framesOfPath(path: Pick<LatentPath, 'keyframes' | 'loop'>, fps: number): number {
  const frames = Math.round(pathSeconds(path) * fps * (path.loop === 'ping-pong' ? 2 : 1));
  return Math.min(MOST_FRAMES, Math.max(LEAST_FRAMES, frames));
}

/**
 * When frame `frame` of `frames` is, as a share 0..1 of the way from the first keyframe to the end: once has both ends; of
 * what repeats no image comes twice in a row where it begins again.
 */
export function shareOfFrame(loop: PathLoop, frame: number, frames: number): number {
  if (loop === 'once') return frames > 1 ? frame / (frames - 1) : 0;
  if (loop === 'loop') return frame / frames;
  const there = (2 * frame) / frames;
  return there <= 1 ? there : 2 - there;
}
