import {
  EASINGS,
  latentPathSchema,
  LEAST_FRAMES,
  MOST_FPS,
  MOST_FRAMES,
  SEGMENT_METHODS,
  type LatentPath,
  type PathLoop,
  type SegmentMethod,
} from '../latentPath.ts';
import { LARGEST_SIDE } from '../model.ts';
import { FILTERS } from '../resampleImage.ts';
import { counted, nameOfPaths } from '../words.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { choice, flag } from './fields/choices.ts';
import { data } from './fields/groups.ts';
import { integer, number } from './fields/numbers.ts';
import { output, outputFormat, path, paths } from './fields/paths.ts';
import { imageSize } from './fields/sizes.ts';
import { colour } from './fields/texts.ts';
import { fit, model, modelJson, provider, size as modelSize } from './imageFields.ts';
import { maybeOfStore } from './storeFields.ts';

export const DEFAULT_FRAMES = 60;
export const DEFAULT_FPS = 30;
/** The longer side, pixels: of a film, and of each image of a sheet. */
export const DEFAULT_SIZE = 512;
export const DEFAULT_SHEET_SIZE = 128;
/** Shown for less than 0.02 s, browsers show a frame of a GIF for 0.1 s. */
export const MOST_GIF_FPS = 50;

export interface InterpolateResult {
  /** The file or the folder; null where only the path was worked out. */
  out: string | null;
  frames: number;
  fps: number;
  /** That it lasts. */
  seconds: number;
  /** Pixels of the file, or of each file in the folder. */
  width: number;
  height: number;
  /** 'mixed' where segments differ, null where the frames' z were given. */
  method: SegmentMethod | 'mixed' | null;
  loop: PathLoop;
  /** How many. */
  keyframes: number;
  /** Sums over the frames: of ‖Δz‖, and of root mean square differences of the images, 0..1; null where none was drawn. */
  lengths: { z: number; image: number | null };
  /** How unevenly the images change from frame to frame: standard deviation over mean; null where none was drawn. */
  unevenness: number | null;
  /** Of segments along the decoder's metric: their image lengths together as straight lines, and now. */
  metric: { before: number; after: number } | null;
  /** What was worked out, where no film was asked for. */
  path: LatentPath | null;
  /** The model's name. */
  model: string;
  hash: string;
}

export const interpolate = defineOperation({
  name: 'interpolate',
  verb: 'interpolate',
  title: 'Interpolate',
  words:
    'Goes from image to image through z and writes what the decoder draws on the way: a GIF, an animated WebP, an MP4, a contact sheet or numbered PNG files. The same command writes the same bytes.',
  doing: 'Interpolating',
  can: { pause: false, finish: false },
  startedBy: 'page',
  check: (input, nameOf) => {
    const { keyframes, path: given, out, loop, pingPong, method, columns, gap, fps } = input;
    if (!keyframes === !given) return `Give ${nameOf(['keyframes'])} or a path, one of both.`;
    if (loop && pingPong) return `${nameOf(['loop'])} and ${nameOf(['pingPong'])} exclude each other.`;
    if (input.data !== undefined && method !== undefined && method !== 'data') {
      return `${nameOf(['data'])} belongs to ${nameOf(['method'])} data.`;
    }
    const format = out === undefined ? null : outputFormat(out);
    const ofSheet = columns !== undefined ? 'columns' : gap !== undefined ? 'gap' : null;
    if (ofSheet !== null && format !== '.png') {
      return `${nameOf([ofSheet])} belongs to a contact sheet: give a name in .png as ${nameOf(['out'])}.`;
    }
    if (format === '.gif' && (fps ?? 0) > MOST_GIF_FPS) {
      return `${nameOf(['fps'])}: a GIF shows at most ${MOST_GIF_FPS} frames a second, got ${fps}; write .webp or .mp4.`;
    }
    return null;
  },
  fields: {
    model,
    json: modelJson,
    keyframes: paths({
      title: 'Keyframes',
      words:
        'two or more images, in this order: files, rows of z as FILE.npz[ROW] (from 0; .npy, .csv and .parquet too), or rows of an IDX, .npz or .npy file of images; or one path.json; or one FILE.npz whose rows are the frames',
      required: 'command',
      command: { position: 'A B…' },
    }),
    path: data(latentPathSchema, {
      title: 'Path',
      words: 'in place of keyframes',
      otherwise: 'keyframes',
    }),
    out: output({
      title: 'Output',
      words: 'a moving picture, a contact sheet, or a folder of PNG files, 0001.png and on',
      formats: ['.gif', '.webp', '.mp4', '.png'],
      folder: 'DIR/',
      required: 'command',
      command: { metavariable: 'morph.gif|.webp|.mp4|sheet.png|DIR/' },
    }),
    frames: integer({
      title: 'Frames',
      words: 'of the whole film',
      min: LEAST_FRAMES,
      max: MOST_FRAMES,
      otherwise: `${DEFAULT_FRAMES}, or what path.json says`,
    }),
    fps: number({
      title: 'Rate',
      words: 'frames a second',
      min: 1,
      max: MOST_FPS,
      otherwise: `${DEFAULT_FPS}, or what path.json says`,
    }),
    size: integer({
      title: 'Size',
      words: 'longer side of a frame, or of each image of a sheet, in pixels',
      min: 8,
      max: LARGEST_SIDE,
      offered: [128, 256, 512, 1024],
      otherwise: `${DEFAULT_SIZE}; ${DEFAULT_SHEET_SIZE} of a sheet`,
    }),
    filter: choice({
      title: 'Filter',
      words: "how the decoder's pixels get that size",
      choices: FILTERS,
      choiceWords: {
        nearest: 'repeats pixels: blocks, sharp-edged and exact',
        bilinear: 'blends neighbours: smooth, a little soft',
        lanczos: 'a windowed sinc over six pixels: smooth and crisp',
      },
      default: 'lanczos',
    }),
    method: choice({
      title: 'Method',
      words: 'how z goes from keyframe to keyframe',
      choices: SEGMENT_METHODS,
      choiceWords: {
        lerp: 'straight',
        slerp: 'on an arc around the origin, lengths interpolated',
        spline: 'a smooth curve through all keyframes',
        data: 'near images: the shortest path in the graph of nearest neighbours, smoothed',
        metric: 'the way on which the image changes least (a geodesic of the decoder)',
      },
      otherwise: 'lerp, or what path.json says',
    }),
    easing: choice({
      title: 'Easing',
      words: 'how fast it goes between two keyframes',
      choices: EASINGS,
      otherwise: 'linear, or what path.json says',
    }),
    constantSpeed: flag({
      title: 'Constant speed',
      words: 'times are chosen so that the image changes as much from each frame to the next; no easing then',
    }),
    loop: flag({ title: 'Loop', words: 'from the last keyframe on to the first, and again for ever' }),
    pingPong: flag({ title: 'Ping-pong', words: 'to the last keyframe and back, for ever' }),
    data: path({
      title: 'Data',
      words: 'for the method data: images, or z as encode writes it, to stay near to',
      otherwise: "the model's own samples",
      command: { metavariable: 'IMAGES|z.npz' },
    }),
    columns: integer({
      title: 'Columns',
      words: 'of a contact sheet',
      min: 1,
      max: MOST_FRAMES,
      otherwise: 'as square as can be',
    }),
    gap: integer({
      title: 'Gap',
      words: 'between the images of a contact sheet, in pixels',
      min: 0,
      max: 1024,
      otherwise: '0',
    }),
    background: colour({
      title: 'Background',
      words:
        'under transparent pixels of keyframes and around contained ones, between the images of a sheet, and at the edge of an MP4 whose sides must be made even',
      otherwise: "the model's own, else black",
    }),
    fit,
    pathOut: output({
      title: 'Path file',
      words: 'writes the path; given in place of the keyframes, it makes the same film',
      formats: ['.json'],
      otherwise: 'none',
      command: { flag: 'path', metavariable: 'path.json' },
    }),
    zOut: output({
      title: 'Latents',
      words: "writes every frame's z; given in place of the keyframes, it makes the same film",
      formats: ['.npz'],
      otherwise: 'none',
      command: { flag: 'z', metavariable: 'frames.npz' },
    }),
    imageSize: imageSize({
      title: modelSize.title,
      words: modelSize.words,
      otherwise: "the model's own; where it is open, that of the keyframes",
      command: { flag: 'image-size', metavariable: 'WxH' },
    }),
    provider,
    ...maybeOfStore,
  },
  subject: ({ keyframes = [], out }) => nameOfPaths(out === undefined ? keyframes : [out]),
  result: typeMark<InterpolateResult>(),
  report: typeMark<null>(),
  summary: ({ out, frames, fps, seconds, width, height, lengths, metric }) => {
    const film = `${counted(frames, 'frame')} of ${width}×${height}, ${rounded(seconds)} s at ${rounded(fps)} a second`;
    const ways = `z goes ${rounded(lengths.z)}${lengths.image === null ? '' : `, the image ${rounded(lengths.image)}`}`;
    const shorter = metric ? ` (as a straight line ${rounded(metric.before)})` : '';
    return `${film}; ${ways}${shorter}${out === null ? '' : `; in ${out}`}`;
  },
});

const rounded = (value: number) => Number(value.toPrecision(3));
