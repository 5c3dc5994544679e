/**
 * The engine's process. Prints one line of JSON, {url, port, pid}, when it listens, and ends when whoever
 * started it is gone.
 *
 *   node engine/main.ts [--port N] [--host-name electron|browser] [--data FOLDER] [--provider NAME]
 *                       [--model MODEL [--size WxH]] [--open PATH]… [--page FOLDER] [--no-leash]
 */
import { enableCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { parseImageSize } from '../protocol/imageSize.ts';
import { LARGEST_SIDE } from '../protocol/model.ts';
import { PROVIDERS } from '../protocol/provider.ts';
import { writeErrorWords } from './files/fileErrorWords.ts';
import { makeOwnerOnly } from './files/ownerOnly.ts';
import { dataFolder } from './workspace/dataFolder.ts';

/** Wrong usage: one sentence and exit code 2. */
function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '0' },
        'host-name': { type: 'string', default: 'browser' },
        data: { type: 'string' },
        provider: { type: 'string' },
        model: { type: 'string' },
        size: { type: 'string' },
        open: { type: 'string', multiple: true, default: [] },
        page: { type: 'string' },
        'no-leash': { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

const values = readArguments();
const port = Number(values.port);
if (!/^\d{1,5}$/.test(values.port) || port > 65535) {
  refuse(`--port: expected a number from 0 to 65535, got "${values.port}".`);
}
const host = values['host-name'];
if (host !== 'electron' && host !== 'browser') {
  refuse(`--host-name: expected electron or browser, got "${host}".`);
}
const providers = ['auto', ...PROVIDERS] as const;
const provider = providers.find((name) => name === values.provider) ?? null;
if (values.provider !== undefined && provider === null) {
  refuse(`--provider: expected one of ${providers.join(', ')}; got "${values.provider}".`);
}
const size = values.size === undefined ? null : parseImageSize(values.size);
if (values.size !== undefined && size === null) {
  refuse(
    `--size: expected width and height from 1 to ${LARGEST_SIDE} pixels, as in 96x64; got "${values.size}".`,
  );
}
const folder = resolve(values.data ?? dataFolder());
try {
  makeOwnerOnly(folder);
} catch (error) {
  refuse(`The data folder "${folder}" cannot be made: ${writeErrorWords(error)}.`);
}
// Jobs keep what they remember where the engine does.
process.env.HOURGLASS_DATA = folder;
// Before the first large import: compiled code is kept between starts, and job processes share it.
const compileCache = join(folder, 'compile-cache');
enableCompileCache(compileCache);
process.env.NODE_COMPILE_CACHE ??= compileCache;

const { startEngine } = await import('./startEngine.ts');
await startEngine({
  port,
  host,
  folder,
  pageFolder: values.page ?? resolve(import.meta.dirname, '..', 'dist', 'renderer'),
  provider,
  model: values.model ?? null,
  size: size && { ...size, by: 'person' },
  open: values.open.map((path) => resolve(path)),
  leash: !values['no-leash'],
});
