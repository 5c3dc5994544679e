import type { ModelInfo } from '../../protocol/model.ts';
import type { ProviderReport } from '../../protocol/provider.ts';
import { UsageError, type Command } from './CommandIo.ts';
import { openModelForCommand } from './openForCommand.ts';
import { parseCommand, providerFlag } from './parseCommand.ts';

const USAGE = `hourglass info MODEL [--provider NAME] [--json]

Says what a model is: its tensors, image and latent, what was inferred and why, and how each provider fares.
`;

export const run: Command = async (args, io) => {
  const { values, positionals } = parseCommand(args, {});
  if (values.help) return void io.stdout.write(USAGE);
  const [path] = positionals;
  if (path === undefined || positionals.length !== 1) throw new UsageError('Expected one MODEL.');
  const model = await openModelForCommand(path, providerFlag(values.provider));
  io.stdout.write(values.json ? `${JSON.stringify(model.info)}\n` : describe(model.info));
  await model.dispose();
};

function describe(info: ModelInfo): string {
  const { json } = info;
  const { image, latent } = json;
  const lines: [string, string][] = [
    ['name', info.name],
    ['path', info.path],
    [
      'encoder',
      json.encoder ? `${json.encoder.file}: ${json.encoder.input} → ${json.encoder.output}` : 'none',
    ],
    [
      'decoder',
      json.decoder ? `${json.decoder.file}: ${json.decoder.input} → ${json.decoder.output}` : 'none',
    ],
    [
      'image',
      `${image.width}×${image.height}×${image.channels}, ${image.layout}, ${image.range[0]}…${image.range[1]}`,
    ],
    ['latent', `[${latent.shape.join(',')}], D = ${info.latentSize}, prior ${latent.prior}`],
    ['encoder on', describeProvider(info.encoderProvider)],
    ['decoder on', describeProvider(info.decoderProvider)],
    ['licence', json.licence ?? 'not stated'],
    ['hash', info.hash],
  ];
  if (json.description) lines.splice(1, 0, ['what', json.description]);
  const width = Math.max(...lines.map(([name]) => name.length));
  const text = lines.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
  const inferred = info.inferred.map(
    ({ field, value, because }) => `  ${field} = ${JSON.stringify(value)}, because ${because}\n`,
  );
  return inferred.length === 0 ? text : `${text}inferred, for there is no model.json:\n${inferred.join('')}`;
}

function describeProvider(report: ProviderReport | null): string {
  if (!report) return '–';
  const others = report.attempts
    .filter(({ provider }) => provider !== report.chosen)
    .map(({ provider, reason, medianMs }) => {
      const words = reason ?? (medianMs === undefined ? 'slower' : `${medianMs.toFixed(2)} ms`);
      return `${provider}: ${words.split('\n')[0]}`;
    });
  const time = report.attempts.find(({ provider }) => provider === report.chosen)?.medianMs;
  const chosen = time === undefined ? report.chosen : `${report.chosen}, ${time.toFixed(2)} ms`;
  return others.length === 0 ? chosen : `${chosen} (${others.join('; ')})`;
}
