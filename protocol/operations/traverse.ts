import type { UnreadableFile } from '../collection.ts';
import type { ChosenSize } from '../imageSize.ts';
import { counted, nameOfPaths } from '../words.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { choice } from './fields/choices.ts';
import { integer, number } from './fields/numbers.ts';
import { output, path } from './fields/paths.ts';
import { background, fit, model, modelJson, provider, size } from './imageFields.ts';

export const TRAVERSAL_ORDERS = ['change', 'variance', 'kl', 'directions', 'components'] as const;
export type TraversalOrder = (typeof TRAVERSAL_ORDERS)[number];

/** A row of the grid: a dimension of z, or a direction in it, with a value for each column. */
export interface TraversalRowResult {
  name: string;
  /** From 0; null for a direction. */
  dimension: number | null;
  /** Unit vector of D; null for a dimension. */
  direction: number[] | null;
  /** σ of z along it. */
  deviation: number;
  /** What orders it. change: mean |Δx̂| per σ, values in 0..1; variance; kl in nats; gain: rms Δx̂ per unit of z; share of the images' variance. */
  change: number | null;
  variance: number | null;
  kl: number | null;
  gain: number | null;
  share: number | null;
  /** The start's own value along it. */
  at: number;
  /** One for each column. */
  values: number[];
}

export interface TraverseResult {
  out: string;
  /** The model's name. */
  model: string;
  hash: string;
  /** D */
  latentSize: number;
  /** The size that was chosen for a model of open size, null where the model says it. */
  imageSize: ChosenSize | null;
  /** 'mean', or the path of what z started from. */
  start: string;
  order: TraversalOrder;
  /** What σ and the order come from. */
  statistics: { from: 'images' | 'prior'; count: number };
  /** Of a column, in σ. */
  offsets: number[];
  rows: TraversalRowResult[];
  /** Pixels: one image, and where the grid has them: image (row, column) at (left + column·stepX, top + row·stepY). */
  picture: {
    imageWidth: number;
    imageHeight: number;
    left: number;
    top: number;
    stepX: number;
    stepY: number;
  };
  /** Images that say nothing of σ, since they could not be read. */
  unreadable: UnreadableFile[];
}

export const traverse = defineOperation({
  name: 'traverse',
  verb: 'traverse',
  title: 'Traverse the latent space',
  words:
    'Draws how the image changes along each dimension of z: a grid, a row for each dimension, z otherwise as in the start. A dimension goes through mean ± range · σ of the data; a direction through the start ± range · σ.',
  doing: 'Traversing',
  can: { pause: false, finish: false },
  startedBy: 'page',
  fields: {
    model,
    json: modelJson,
    start: path({
      title: 'Start',
      words:
        'where the other dimensions stay: an image file, a row of an array of images or of a file of z (FILE.npz[ROW], from 0), or mean',
      required: true,
      keywords: ['mean'],
      command: { position: 'IMAGE|mean' },
    }),
    out: output({
      title: 'Output',
      words: 'the grid',
      formats: ['.png'],
      required: true,
      command: { metavariable: 'grid.png' },
    }),
    dims: integer({
      title: 'Dimensions',
      words: 'rows: as many, those that come first',
      min: 1,
      max: 512,
      default: 8,
    }),
    steps: integer({ title: 'Steps', words: 'columns: values of each', min: 1, max: 101, default: 11 }),
    order: choice({
      title: 'Order',
      words: 'which come first',
      choices: TRAVERSAL_ORDERS,
      choiceWords: {
        change: 'mean change of the image per σ of the dimension',
        variance: 'variance of z over the data',
        kl: "what a VAE's dimension tells of an image, in nats",
        directions: 'no dimensions but directions: those along which the image changes most around the start',
        components:
          'no dimensions but directions: those that bring about the principal components of the images, for generators',
      },
      default: 'change',
    }),
    range: number({
      title: 'Range',
      words: 'how far it goes to both sides',
      min: 0.001,
      max: 1000,
      unit: 'σ',
      default: 3,
    }),
    statistics: path({
      title: 'Images',
      words: 'images, or a file of z, that say the mean and σ',
      otherwise: "the model's own samples where it has any, else its prior",
      command: { flag: 'images', metavariable: 'IMAGES' },
    }),
    size,
    fit,
    background,
    provider,
  },
  subject: ({ start }) => nameOfPaths([start]),
  result: typeMark<TraverseResult>(),
  report: typeMark<null>(),
  summary: ({ out, rows, offsets, order, statistics }) => {
    const source =
      statistics.from === 'prior' ? 'σ from the prior' : `σ from ${counted(statistics.count, 'image')}`;
    const first = rows.slice(0, 3).map(({ name }) => name);
    const words = {
      change: 'change',
      variance: 'variance',
      kl: 'KL',
      directions: 'gain',
      components: 'share',
    };
    return `${counted(rows.length, 'row')} of ${counted(offsets.length, 'image')} in ${out}, by ${words[order]}: ${first.join(', ')}${rows.length > 3 ? ' …' : ''} (${source})`;
  },
});
