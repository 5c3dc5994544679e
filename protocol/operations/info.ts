import type { ModelInfo } from '../model.ts';
import { qualityLines } from '../modelQuality.ts';
import type { ProviderReport } from '../provider.ts';
import { nameOfPaths } from '../words.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { model, provider, size } from './imageFields.ts';

export const info = defineOperation({
  name: 'info',
  verb: 'info',
  title: 'Describe a model',
  words:
    'Says what a model is: its tensors, image and latent, what was inferred and why, and how each provider fares.',
  doing: 'Opening',
  can: { pause: false, finish: false },
  startedBy: 'page',
  fields: { model, size, provider },
  subject: ({ model: path }) => nameOfPaths([path]),
  result: typeMark<ModelInfo>(),
  report: typeMark<null>(),
  summary: describe,
});

function describe(found: ModelInfo): string {
  const { json } = found;
  const { image, latent } = json;
  const lines: [string, string][] = [
    ['name', found.name],
    ...(json.description ? [['what', json.description] satisfies [string, string]] : []),
    ['path', found.path],
    ['encoder', describeNetwork(json.encoder)],
    ['decoder', describeNetwork(json.decoder)],
    [
      'image',
      `${image.width}×${image.height}×${image.channels}, ${image.layout}, ${image.range[0]}…${image.range[1]}${openWords(image)}`,
    ],
    ['latent', `[${latent.shape.join(',')}], D = ${found.latentSize}, prior ${latent.prior}`],
    ...(json.quality ? qualityLines(json.quality) : []).map(({ name, value }): [string, string] => [
      name,
      value,
    ]),
    ['encoder on', describeProvider(found.encoderProvider)],
    ['decoder on', describeProvider(found.decoderProvider)],
    ['licence', json.licence ?? 'not stated'],
    ['hash', found.hash],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  const inferred = found.inferred.map(
    ({ field, value, because }) => `  ${field} = ${JSON.stringify(value)}, because ${because}`,
  );
  return [
    ...lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    ...(inferred.length > 0 ? ['inferred, for there is no model.json:', ...inferred] : []),
  ].join('\n');
}

const openWords = ({ multipleOf }: ModelInfo['json']['image']) =>
  multipleOf === undefined ? '' : `; or any size that is a multiple of ${multipleOf}`;

const describeNetwork = (network: { file: string; input: string; output: string } | undefined) =>
  network ? `${network.file}: ${network.input} → ${network.output}` : 'none';

function describeProvider(report: ProviderReport | null): string {
  if (!report) return '–';
  const others = report.attempts
    .filter(({ provider: name }) => name !== report.chosen)
    .map(({ provider: name, reason, medianMs }) => {
      const words = reason ?? (medianMs === undefined ? 'slower' : `${medianMs.toFixed(2)} ms`);
      return `${name}: ${words.split('\n')[0]}`;
    });
  const time = report.attempts.find(({ provider: name }) => name === report.chosen)?.medianMs;
  const chosen = time === undefined ? report.chosen : `${report.chosen}, ${time.toFixed(2)} ms`;
  return others.length === 0 ? chosen : `${chosen} (${others.join('; ')})`;
}
