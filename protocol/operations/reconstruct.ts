import type { UnreadableFile } from '../collection.ts';
import type { ChosenSize } from '../imageSize.ts';
import { counted, nameOfPaths } from '../words.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { output, path } from './fields/paths.ts';
import { throughModel } from './imageFields.ts';
import type { UnlikeRemark } from '../unlike.ts';

export interface ReconstructResult {
  out: string;
  /** The model's name. */
  model: string;
  hash: string;
  /** D */
  latentSize: number;
  /** The size that was chosen for a model of open size, null where the model says it. */
  imageSize: ChosenSize | null;
  /** Images compared. */
  count: number;
  /** Means over the images; psnr over those that do not come back exactly, null where all do. */
  mean: { mse: number; sse: number; psnr: number | null; ssim: number };
  unreadable: UnreadableFile[];
  /** The images are unlike those the model learned from; null where they are not. */
  unlike: UnlikeRemark | null;
}

export const reconstruct = defineOperation({
  name: 'reconstruct',
  verb: 'reconstruct',
  title: 'Reconstruct images',
  words:
    "Encodes and decodes images and says how well they come back: mse (mean over pixels and channels of (x − x̂)², x in 0..1 at the model's resolution), sse (the sum), psnr in dB, ssim.",
  doing: 'Reconstructing',
  can: { pause: false, finish: false },
  startedBy: 'page',
  fields: {
    ...throughModel,
    out: output({
      title: 'Report',
      words: '.json (summary, rows, unreadable files), or .csv or .parquet (rows)',
      formats: ['.json', '.csv', '.parquet'],
      required: true,
      command: { metavariable: 'report.json|report.csv|report.parquet' },
    }),
    comparisons: path({
      title: 'Comparisons',
      words: 'also writes x, x̂ and |x − x̂| side by side to this folder, a PNG for each image',
      otherwise: 'not written',
      command: { flag: 'images', metavariable: 'DIR' },
    }),
  },
  subject: ({ images }) => nameOfPaths(images),
  result: typeMark<ReconstructResult>(),
  report: typeMark<null>(),
  summary: ({ out, count, mean: { mse, sse, psnr, ssim } }) =>
    `${counted(count, 'image')}, mean mse ${mse.toPrecision(4)}, sse ${sse.toPrecision(4)}, psnr ${psnr === null ? 'inf' : psnr.toFixed(2)} dB, ssim ${ssim.toFixed(4)}; report in ${out}`,
});
