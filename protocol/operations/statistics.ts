import type { UnreadableFile } from '../collection.ts';
import type { ChosenSize } from '../imageSize.ts';
import { counted, nameOfPaths } from '../words.ts';
import { defineOperation, typeMark, type OperationColumn } from './defineOperation.ts';
import { output } from './fields/paths.ts';
import { throughModelOrRows } from './imageFields.ts';

/** Of every image, as the encoder takes it: at the model's resolution, in its channels. */
export const STATISTICS_COLUMNS = [
  {
    name: 'brightness',
    type: 'number',
    words: 'Mean of luma, 0 black to 1 white.',
    unit: '',
  },
  {
    name: 'contrast',
    type: 'number',
    words: 'Standard deviation of luma, 0 to 0.5.',
    unit: '',
  },
  {
    name: 'sharpness',
    type: 'number',
    words: 'Variance of the Laplacian of luma: high for fine detail and noise, low for blur.',
    unit: '',
  },
  {
    name: 'colourfulness',
    type: 'number',
    words:
      'Hasler and Süsstrunk’s measure, channels in 0 to 255: 0 grey, 15 slightly, 59 quite, 109 extremely colourful.',
    unit: '',
  },
  {
    name: 'mse',
    type: 'number',
    words: 'Mean squared error of the reconstruction over pixels and channels, values in 0 to 1.',
    unit: '',
    needs: 'reconstruction',
  },
  {
    name: 'ssim',
    type: 'number',
    words: 'Structural similarity of image and reconstruction: 1 for equal ones.',
    unit: '',
    needs: 'reconstruction',
  },
] as const satisfies readonly OperationColumn[];
export type StatisticsColumn = (typeof STATISTICS_COLUMNS)[number]['name'];

export interface StatisticsResult {
  /** The table's file; null where the values went to a collection. */
  out: string | null;
  /** Images measured. */
  count: number;
  /** The size that was chosen for a model of open size, null where the model says it. */
  imageSize: ChosenSize | null;
  /** Means over the images, by column. */
  mean: Partial<Record<StatisticsColumn, number>>;
  unreadable: UnreadableFile[];
}

export const statistics = defineOperation({
  name: 'statistics',
  verb: 'stats',
  title: 'Measure images',
  words:
    'Measures every image as the encoder takes it: brightness, contrast, sharpness and colourfulness, and, where the model has an encoder and a decoder, the mse and ssim of its reconstruction.',
  doing: 'Measuring',
  can: { pause: false, finish: false },
  startedBy: 'page',
  alone: true,
  check: ({ images, rows, out }, nameOf) => {
    if (rows) return null;
    const missing = !images ? 'images' : out === undefined ? 'out' : null;
    return missing === null ? null : `${nameOf([missing])} is missing.`;
  },
  columns: STATISTICS_COLUMNS,
  fields: {
    ...throughModelOrRows,
    out: output({
      title: 'Output',
      words: 'a table with path, label and a column for each measure',
      formats: ['.csv', '.parquet'],
      required: 'command',
      command: { metavariable: 'stats.csv|stats.parquet' },
    }),
  },
  subject: ({ images, rows = [] }) => (images ? nameOfPaths(images) : counted(rows.length, 'image')),
  result: typeMark<StatisticsResult>(),
  report: typeMark<null>(),
  summary: ({ out, count, mean }) => {
    const means = Object.entries(mean).map(([name, value]) => `${name} ${Number(value.toPrecision(3))}`);
    return `${counted(count, 'image')}, on average ${means.join(', ')}${out === null ? '' : `; table in ${out}`}`;
  },
});
