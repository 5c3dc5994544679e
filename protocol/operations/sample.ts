import type { UnreadableFile } from '../collection.ts';
import type { ChosenSize } from '../imageSize.ts';
import { counted } from '../words.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { choice } from './fields/choices.ts';
import { integer, number } from './fields/numbers.ts';
import { output, outputFormat, path } from './fields/paths.ts';
import { model, modelJson, montageColumns, provider, size } from './imageFields.ts';

export const SAMPLE_FITS = ['gaussian', 'mixture'] as const;
export type SampleFit = (typeof SAMPLE_FITS)[number];

/** One drawn image. */
export interface SampleRow {
  /** Its file's name in the folder; null in a montage. */
  file: string | null;
  /** The image whose z is nearest to its own; null where there are no images. */
  nearest: string | null;
  /** How far, in z. */
  distance: number | null;
}

export interface SampleResult {
  out: string;
  count: number;
  /** Pixels of one image. */
  width: number;
  height: number;
  /** The model's name. */
  model: string;
  hash: string;
  /** D */
  latentSize: number;
  /** The size that was chosen for a model of open size, null where the model says it. */
  imageSize: ChosenSize | null;
  from: 'prior' | 'images';
  fit: SampleFit | null;
  /** Components of the mixture, 1 of a Gaussian; null for the prior. */
  components: number | null;
  temperature: number;
  seed: number;
  /** Images whose z it was fitted to or compared with. */
  images: number;
  /** How far an image lies from its nearest other one: the median. A sample that is nearer than this to an image is much like it. */
  typicalDistance: number | null;
  /** Median of the samples' distances. */
  medianDistance: number | null;
  samples: SampleRow[];
  unreadable: UnreadableFile[];
}

export const sample = defineOperation({
  name: 'sample',
  verb: 'sample',
  title: 'Sample images',
  words:
    'Draws new images: z at random, from the prior or from a distribution fitted to images, decoded. Of each it says which image is nearest and how far, so that one sees whether it is new.',
  doing: 'Sampling',
  can: { pause: false, finish: false },
  startedBy: 'page',
  check: ({ columns, out, from, distribution }, nameOf) => {
    if (columns !== undefined && outputFormat(out) !== '.png') {
      return `${nameOf(['columns'])} belongs to a grid: give a name in .png as ${nameOf(['out'])}.`;
    }
    if (distribution !== undefined && from === 'prior') {
      return `${nameOf(['distribution'])} belongs to images: give them, or a file of z, as ${nameOf(['from'])}.`;
    }
    return null;
  },
  fields: {
    model,
    json: modelJson,
    out: output({
      title: 'Output',
      words: 'a folder of PNG files with samples.csv, or one .png with all of them',
      formats: ['.png'],
      folder: 'DIR/',
      required: true,
      command: { metavariable: 'DIR/|grid.png' },
    }),
    count: integer({ title: 'Count', words: 'how many', min: 1, max: 16_384, default: 64 }),
    from: path({
      title: 'From',
      words:
        "what z is drawn from: prior, the model's own, or a distribution fitted to images (a folder, a file) or to a file of z (.npz, .csv or .parquet)",
      keywords: ['prior'],
      default: 'prior',
      command: { metavariable: 'prior|IMAGES|z.npz' },
    }),
    distribution: choice({
      title: 'Distribution',
      words: 'what is fitted to the images',
      choices: SAMPLE_FITS,
      choiceWords: {
        gaussian: 'one normal distribution, its covariance shrunk as Ledoit and Wolf do',
        mixture: 'up to 8 normal distributions, as many as the BIC prefers',
      },
      otherwise: 'gaussian',
      command: { flag: 'fit' },
    }),
    temperature: number({
      title: 'Temperature',
      words: 'factor on deviations from the mean: below 1 more typical, above 1 more unusual',
      min: 0,
      max: 100,
      default: 1,
    }),
    seed: integer({
      title: 'Seed',
      words: 'the same seed draws the same z',
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
      default: 1,
    }),
    z: output({
      title: 'Latents',
      words: 'also writes z, with the nearest image of each',
      formats: ['.npz', '.csv', '.parquet'],
      otherwise: 'not written',
      command: { metavariable: 'z.npz|z.csv|z.parquet' },
    }),
    columns: montageColumns,
    size,
    provider,
  },
  subject: () => '',
  result: typeMark<SampleResult>(),
  report: typeMark<null>(),
  summary: ({ out, count, from, fit, components, images, medianDistance, typicalDistance }) => {
    const source =
      from === 'prior'
        ? 'the prior'
        : `a ${fit === 'mixture' ? `mixture of ${components}` : 'Gaussian'} fitted to ${counted(images, 'image')}`;
    const near =
      medianDistance === null
        ? ''
        : `; the nearest image is ${medianDistance.toPrecision(3)} away in the median${typicalDistance === null ? '' : ` (images among themselves: ${typicalDistance.toPrecision(3)})`}`;
    return `${counted(count, 'sample')} from ${source} in ${out}${near}`;
  },
});
