import { engineTable, measureEngine } from '../bench/measureEngine.ts';
import type { Command } from './CommandIo.ts';
import { parseCommand, typedPath } from './parseCommand.ts';

const USAGE = `hourglass bench [IMAGES…] [--json]

Measures this machine on the CPU: decoding, ingest, projection and training, each beside its floor where it has one, in the same run. IMAGES are
encoded instead of the bundled digits. In a checkout, npm run bench adds the page.
`;

export const run: Command = async (args, io) => {
  const { values, positionals } = parseCommand(args, {});
  if (values.help) return void io.stdout.write(USAGE);
  const measured = await measureEngine(positionals.map(typedPath));
  io.stdout.write(values.json ? `${JSON.stringify(measured)}\n` : `${engineTable(measured).join('\n')}\n`);
};
