/**
 * Opens Hourglass: in Electron where its binary and a display are present, else in the browser host. Runs on the
 * project's Node 24, after scripts/start.mjs has installed and built.
 *
 *   hourglass open [IMAGES…] [--model MODEL] [--browser] [--no-window] [--port N] [--data FOLDER] [--provider NAME]
 */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { EngineSupervisor } from '../engine/supervisor/EngineSupervisor.ts';
import { findElectron, hasDisplay } from './hosts.ts';
import { openWindow } from './openWindow.ts';

const root = resolve(import.meta.dirname, '..');

const usage = `hourglass open [IMAGES…] [options]

  IMAGES             folders, image files or arrays to open
  --model MODEL      a model folder, an .onnx file, or a bundled model's name
  --browser          in the browser, even where Electron is present
  --no-window        serve and print the address, open nothing
  --port N           listen on this port (default: a free one)
  --data FOLDER      keep collections and settings here instead of in the application's data folder
  --provider NAME    auto, cpu, webgpu, cuda, dml or coreml
  --verbose          show what the engine and its libraries print
`;

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        browser: { type: 'boolean' },
        'no-window': { type: 'boolean' },
        port: { type: 'string' },
        data: { type: 'string' },
        provider: { type: 'string' },
        verbose: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

const { values, positionals } = readArguments();
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const port = Number(values.port ?? 0);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`--port: expected a number from 0 to 65535, got "${values.port}".`);
  process.exit(2);
}

/** What to open. Paths are the person's, relative to where the command was typed. */
const typedIn = process.env.INIT_CWD ?? process.cwd();
const openArguments = [
  ...positionals.flatMap((path) => ['--open', resolve(typedIn, path)]),
  ...(values.model
    ? ['--model', values.model.includes('/') ? resolve(typedIn, values.model) : values.model]
    : []),
];
const keptArguments = [
  ...(values.data ? ['--data', resolve(typedIn, values.data)] : []),
  ...(values.provider ? ['--provider', values.provider] : []),
];

const electron =
  values.browser || values['no-window'] ? { reason: 'asked for the browser' } : await findElectron(root);
if ('path' in electron) openInElectron(electron.path);
else await openInBrowser(electron.reason);

function openInElectron(path: string): void {
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(path, [root, ...sandbox, ...keptArguments, ...openArguments], { stdio: 'inherit' });
  child.on('close', (code) => process.exit(code ?? 1));
  process.on('SIGINT', () => child.kill('SIGTERM'));
}

async function openInBrowser(reason: string): Promise<void> {
  const supervisor = new EngineSupervisor({
    nodePath: process.execPath,
    mainPath: join(root, 'engine', 'main.ts'),
    args: ['--host-name', 'browser', ...keptArguments, ...(port ? ['--port', String(port)] : [])],
    firstArgs: openArguments,
    // GPU libraries print warnings about drivers that are not there; the app shows every refused provider with its reason.
    ...(values.verbose && { onStderr: (text: string) => void process.stderr.write(text) }),
    onRestart: (_address, why) => console.error(`The engine ended (${why}) and was started again.`),
    onGiveUp: (words) => {
      console.error(words);
      process.exit(1);
    },
  });
  const stop = () => void supervisor.stop().then(() => process.exit(0));
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const { url } = await supervisor.start();
    if (!values.browser && !values['no-window']) console.log(`Hourglass opens in the browser: ${reason}.`);
    console.log(`Hourglass is at ${url}`);
    console.log('Press Ctrl+C to end it.');
    if (values['no-window']) return;
    if (hasDisplay()) openWindow(url);
    else console.log('There is no display here, so open that address yourself (over an SSH tunnel, say).');
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
