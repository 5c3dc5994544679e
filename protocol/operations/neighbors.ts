import type { UnreadableFile } from '../collection.ts';
import { counted } from '../words.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { choice } from './fields/choices.ts';
import { integer } from './fields/numbers.ts';
import { output, path, paths } from './fields/paths.ts';
import { background, fit, model, modelJson, provider, size } from './imageFields.ts';

export const NEIGHBOR_METRICS = ['l2', 'cosine'] as const;
export type NeighborMetric = (typeof NEIGHBOR_METRICS)[number];

export interface NeighborsResult {
  out: string;
  /** What the neighbours are of. */
  of: string;
  metric: NeighborMetric;
  /** The nearest first. */
  neighbors: { path: string; label: string; distance: number }[];
  unreadable: UnreadableFile[];
}

export const neighbors = defineOperation({
  name: 'neighbors',
  verb: 'neighbors',
  title: 'Find the nearest images',
  words: 'Lists the images nearest to one of them, or to another, by their distance in z, exactly.',
  doing: 'Finding the nearest to',
  can: { pause: false, finish: false },
  startedBy: 'page',
  fields: {
    model,
    images: paths({
      title: 'Images',
      words: 'folders and files of images to look among',
      otherwise: 'the samples that come with the model',
      command: { position: '[IMAGES…]' },
    }),
    of: path({
      title: 'Of',
      words: 'an image file, or a row of z or of an array as FILE.npz[ROW], counted from 0',
      required: true,
      command: { metavariable: 'IMAGE' },
    }),
    out: output({
      title: 'Output',
      words: 'a table with rank, path, label and distance',
      formats: ['.csv', '.parquet'],
      required: true,
      command: { metavariable: 'n.csv|n.parquet' },
    }),
    k: integer({ title: 'Neighbours', words: 'how many', min: 1, max: 100_000, default: 10 }),
    metric: choice({
      title: 'Distance',
      words: 'how far two z are from each other',
      choices: NEIGHBOR_METRICS,
      choiceWords: {
        l2: 'Euclidean distance',
        cosine: 'cosine distance: the angle alone, 0 to 2',
      },
      default: 'l2',
    }),
    json: modelJson,
    size,
    fit,
    background,
    provider,
  },
  subject: ({ of }) => of,
  result: typeMark<NeighborsResult>(),
  report: typeMark<null>(),
  summary: ({ out, of, neighbors: found }) =>
    `${counted(found.length, 'image')} nearest to ${of}${found[0] ? `, from ${found[0].distance.toPrecision(3)} away` : ''}; table in ${out}`,
});
