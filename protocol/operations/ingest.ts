import * as v from 'valibot';
import type { ImageSource } from '../imageSource.ts';
import { counted, nameOfPaths } from '../words.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { data } from './fields/groups.ts';
import { integer } from './fields/numbers.ts';
import { throughModel } from './imageFields.ts';

/** An image that has its row already: the same file, unchanged. */
export type KnownImage = Pick<ImageSource, 'path' | 'row' | 'sizeBytes' | 'modifiedMs'>;

export interface IngestResult {
  /** Rows made. */
  count: number;
  unreadableCount: number;
  seconds: number;
}

export const ingest = defineOperation({
  name: 'ingest',
  verb: null,
  title: 'Open images',
  words: 'Finds images, encodes them to z and makes their thumbnails: the rows of a collection.',
  doing: 'Encoding',
  can: { pause: false, finish: false },
  startedBy: 'engine',
  fields: {
    ...throughModel,
    tileSize: integer({
      title: 'Thumbnail side',
      words: 'side of a thumbnail',
      min: 1,
      max: 1024,
      unit: 'px',
      otherwise: 'by the number of images',
      command: null,
    }),
    known: data(
      v.custom<readonly KnownImage[]>((value) => Array.isArray(value)),
      {
        title: 'Known images',
        words: 'images to pass over, since the collection has them',
        default: [],
      },
    ),
  },
  subject: ({ images }) => nameOfPaths(images),
  result: typeMark<IngestResult>(),
  report: typeMark<null>(),
  summary: ({ count, unreadableCount }) =>
    `${counted(count, 'image')} encoded${unreadableCount > 0 ? `, ${unreadableCount.toLocaleString('en')} could not be read` : ''}`,
});
