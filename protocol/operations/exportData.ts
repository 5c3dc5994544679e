import * as v from 'valibot';
import type { UnreadableFile } from '../collection.ts';
import { pointSchema } from '../document.ts';
import { counted } from '../words.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { choice, flag } from './fields/choices.ts';
import { data } from './fields/groups.ts';
import { ofStore } from './storeFields.ts';

/** What data is written as, with the extension of its file; '' for a folder. */
export const DATA_FORMATS = {
  csv: '.csv',
  parquet: '.parquet',
  npz: '.npz',
  projector: '',
  paths: '.txt',
} as const;
export type DataFormat = keyof typeof DATA_FORMATS;

export interface ExportDataResult {
  /** The file, or the folder. */
  out: string;
  /** Rows written. */
  count: number;
  /** Rows that were left out, and why; a page is told of the first. */
  unreadable: UnreadableFile[];
  leftOut: number;
}

export const exportData = defineOperation({
  name: 'exportData',
  verb: null,
  title: 'Take data away',
  words:
    'Writes z of images of the open collection with what is known of them, or of decoded points, as a file; or a list of the paths.',
  doing: 'Writing',
  can: { pause: false, finish: false },
  startedBy: 'page',
  alone: true,
  // A table that is being put together hears of nothing; killed while it is written, it would leave a part behind.
  cancelGraceMs: 30_000,
  check: ({ points, ranges, format, name, replace }, nameOf) => {
    if (name.trim() === '') return `${nameOf(['name'])} is missing.`;
    if (replace && DATA_FORMATS[format] === '') return 'A folder is never replaced; give it another name.';
    if (points && ranges) return 'Give points or ranges, not both.';
    return points && format === 'paths' ? 'Decoded points have no paths; take their z as CSV.' : null;
  },
  fields: {
    ...ofStore,
    points: data(v.pipe(v.array(pointSchema), v.minLength(1)), {
      title: 'Decoded points',
      words: 'in place of images',
      otherwise: 'images',
    }),
    columns: data(v.array(v.string()), {
      title: 'Columns',
      words: 'names of the columns beside path, label and z',
      otherwise: 'all of them',
    }),
    format: choice({
      title: 'Format',
      words: 'what is written',
      choices: ['csv', 'parquet', 'npz', 'projector', 'paths'],
      choiceWords: {
        csv: 'CSV, a table as text',
        parquet: 'Parquet, a table for pandas, DuckDB, R',
        npz: 'NPZ, arrays for NumPy',
        projector: 'TensorFlow Embedding Projector, a folder',
        paths: 'Paths, one a line',
      },
      required: true,
      command: null,
    }),
    replace: flag({
      title: 'Replace',
      words: 'a file of that name, which a person has agreed to',
      command: null,
    }),
  },
  subject: ({ name, format }) => `${name}${DATA_FORMATS[format]}`,
  result: typeMark<ExportDataResult>(),
  report: typeMark<null>(),
  summary: ({ out, count, leftOut }) =>
    `${counted(count, 'row')} in ${out}${leftOut > 0 ? `; ${counted(leftOut, 'row')} left out` : ''}`,
});
