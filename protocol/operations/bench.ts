import type { EngineMeasurement } from '../benchmark.ts';
import { PROVIDER_CHOICES } from '../provider.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { choice } from './fields/choices.ts';
import { paths } from './fields/paths.ts';
import { provider } from './imageFields.ts';

export const bench = defineOperation({
  name: 'bench',
  verb: 'bench',
  title: 'Measure this machine',
  words:
    'Measures decoding, ingest, projection and training, each beside its floor where it has one, in the same run. In a checkout, npm run bench adds the page.',
  doing: 'Measuring this machine',
  can: { pause: false, finish: false },
  startedBy: 'page',
  alone: true,
  fields: {
    images: paths({
      title: 'Images',
      words: 'encoded in place of the bundled digits',
      otherwise: 'the bundled digits',
      command: { position: '[IMAGES…]' },
    }),
    provider: choice({
      title: provider.title,
      choices: PROVIDER_CHOICES,
      words: 'what decodes and encodes; projection and training are measured on the CPU',
      default: 'cpu',
    }),
  },
  subject: () => '',
  result: typeMark<EngineMeasurement>(),
  report: typeMark<null>(),
  summary: (measured) => engineTable(measured).join('\n'),
});

/** Lines for a person. */
export function engineTable({ machine, decode, ingest, pca, training }: EngineMeasurement): string[] {
  const ms = (value: number) => `${value.toFixed(2)} ms`;
  const perSecond = (value: number) => `${Math.round(value).toLocaleString('en')}/s`;
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}, Node ${machine.node}, onnxruntime ${machine.onnxruntime}`,
    '',
    ...decode.flatMap(({ model, bareRun, engineDecode, overheadMs }) => [
      `decode one z, ${model}`,
      `  bare session.run (floor)   p50 ${ms(bareRun.p50Ms)}  p95 ${ms(bareRun.p95Ms)}`,
      `  engine, to RGBA bytes      p50 ${ms(engineDecode.p50Ms)}  p95 ${ms(engineDecode.p95Ms)}  (+${ms(overheadMs)}, budget 1 ms)`,
    ]),
    `ingest, ${ingest.imageCount.toLocaleString('en')} images`,
    `  decode only (floor)        ${perSecond(ingest.decodeOnly)}`,
    `  encode only (floor)        ${perSecond(ingest.encodeOnly)}`,
    `  ingest                     ${perSecond(ingest.ingest)}  (${ingest.ratio.toFixed(2)} of the slower floor, budget 0.90)`,
    `PCA to 3D, ${pca.rows.toLocaleString('en')} × ${pca.dimensions}        ${pca.seconds.toFixed(2)} s  (budget 0.5 s)`,
    ...training.map(
      ({ network, imagesPerSecond, shareOutsideRun }) =>
        `training, ${network}   ${perSecond(imagesPerSecond.median)}  (${(shareOutsideRun * 100).toFixed(1)} % of the time outside session.run)`,
    ),
  ];
}
