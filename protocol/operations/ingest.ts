import * as v from 'valibot';
import { counted } from '../words.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { data } from './fields/groups.ts';
import { throughModel } from './imageFields.ts';

/** The store that images are encoded into: made where there is none. */
export interface IngestTarget {
  /** Of the store. */
  folder: string;
  name: string;
  modelKey: string;
  /** Says which decoder, with which description, draws them; null where the model has none. */
  drawnBy: string | null;
  /** D */
  latentSize: number;
  latentNames: readonly string[] | null;
  /** The model whose own samples the images are; null for a person's. */
  samplesOf: string | null;
  /** The folder of what version 0.1 stored of the same images: it is taken over instead of encoding them. */
  version01: string | null;
}

export interface IngestResult {
  /** Images encoded now: new ones, and ones that had changed. */
  count: number;
  /** Rows whose file is no longer there. */
  gone: number;
  /** Rows whose file lies elsewhere now. */
  moved: number;
  unreadableCount: number;
  seconds: number;
}

export const ingest = defineOperation({
  name: 'ingest',
  verb: null,
  title: 'Open images',
  words:
    'Finds images and encodes them to the rows of a collection; of one that is there already only what is new or changed.',
  doing: 'Encoding',
  can: { pause: false, finish: false },
  startedBy: 'engine',
  fields: {
    ...throughModel,
    target: data(
      v.custom<IngestTarget>((value) => typeof value === 'object' && value !== null),
      { title: 'Collection', words: 'the store that the rows go to', required: true },
    ),
  },
  subject: ({ target }) => target.name,
  result: typeMark<IngestResult>(),
  report: typeMark<null>(),
  summary: ({ count, gone, moved, unreadableCount }) =>
    [
      `${counted(count, 'image')} encoded`,
      ...(gone > 0 ? [`${gone.toLocaleString('en')} gone`] : []),
      ...(moved > 0 ? [`${moved.toLocaleString('en')} moved`] : []),
      ...(unreadableCount > 0 ? [`${unreadableCount.toLocaleString('en')} could not be read`] : []),
    ].join(', '),
});
