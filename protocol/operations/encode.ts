import type { UnreadableFile } from '../collection.ts';
import type { ChosenSize } from '../imageSize.ts';
import { counted, nameOfPaths } from '../words.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { output } from './fields/paths.ts';
import { throughModel } from './imageFields.ts';
import type { UnlikeRemark } from '../unlike.ts';

export interface EncodeResult {
  out: string;
  /** N, rows written. */
  count: number;
  /** D */
  latentSize: number;
  /** The size that was chosen for a model of open size, null where the model says it. */
  imageSize: ChosenSize | null;
  unreadable: UnreadableFile[];
  /** The images are unlike those the model learned from; null where they are not, or the model draws none. */
  unlike: UnlikeRemark | null;
  /** The model's name. */
  model: string;
  hash: string;
}

export const encode = defineOperation({
  name: 'encode',
  verb: 'encode',
  title: 'Encode images',
  words: 'Encodes images, in natural path order, to z.',
  doing: 'Encoding',
  can: { pause: false, finish: false },
  startedBy: 'page',
  fields: {
    ...throughModel,
    out: output({
      title: 'Output',
      words:
        'where z goes: .npz (z [N,D] float32, path, label), .csv or .parquet (path, label, z1 … zD), or a folder for the TensorFlow Embedding Projector, with a sprite of thumbnails',
      formats: ['.npz', '.csv', '.parquet'],
      folder: 'PROJECTOR_DIR/',
      required: true,
      command: { metavariable: 'z.npz|z.csv|z.parquet|PROJECTOR_DIR/' },
    }),
  },
  subject: ({ images }) => nameOfPaths(images),
  result: typeMark<EncodeResult>(),
  report: typeMark<null>(),
  summary: ({ out, count, latentSize }) =>
    `${counted(count, 'image')} encoded to z [${count},${latentSize}] in ${out}`,
});
