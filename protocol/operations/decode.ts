import { counted, nameOfPaths } from '../words.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { output, outputFormat, path } from './fields/paths.ts';
import { model, montageColumns, provider, size } from './imageFields.ts';

export interface DecodeResult {
  out: string;
  count: number;
  /** Pixels of one image. */
  width: number;
  height: number;
  /** The model's name. */
  model: string;
}

export const decode = defineOperation({
  name: 'decode',
  verb: 'decode',
  title: 'Decode latents',
  words: 'Decodes z to images.',
  doing: 'Decoding',
  can: { pause: false, finish: false },
  startedBy: 'page',
  check: ({ columns, out }, nameOf) =>
    columns !== undefined && outputFormat(out) !== '.png'
      ? `${nameOf(['columns'])} belongs to a montage: give a name in .png as ${nameOf(['out'])}.`
      : null,
  fields: {
    model,
    latents: path({
      title: 'Latents',
      words:
        'one file as encode writes them: .npz (its array "z" [N,D]), .csv or .parquet (columns z1 … zD, in any order), or an .npy array [N,D]',
      required: true,
      command: { position: 'LATENTS' },
    }),
    out: output({
      title: 'Output',
      words: 'a folder of PNG files, one for each z, or one .png with all of them',
      formats: ['.png'],
      folder: 'DIR',
      required: true,
      command: { metavariable: 'DIR|montage.png' },
    }),
    columns: montageColumns,
    size,
    provider,
  },
  subject: ({ latents }) => nameOfPaths([latents]),
  result: typeMark<DecodeResult>(),
  report: typeMark<null>(),
  summary: ({ out, count, width, height }) =>
    `${counted(count, 'image')} of ${width}×${height} decoded to ${out}`,
});
