/**
 * Opens Hourglass: in Electron where its binary and a display are present, else in the browser host. Runs on the
 * project's own Node, after scripts/start.mjs has installed and built. engine/cli/openCommand.ts says what it takes.
 */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { commandHelp } from '../engine/cli/commandHelp.ts';
import { openCommand } from '../engine/cli/openCommand.ts';
import { parseArguments } from '../engine/cli/parseArguments.ts';
import { typedSize } from '../protocol/imageSize.ts';
import { EngineSupervisor } from '../engine/supervisor/EngineSupervisor.ts';
import { watchParent } from '../engine/supervisor/watchParent.ts';
import { findElectron, hasDisplay } from './hosts.ts';
import { onEnter } from './onEnter.ts';
import { openWindow } from './openWindow.ts';

const root = resolve(import.meta.dirname, '..');

const open = readArguments();

function readArguments() {
  try {
    const parsed = parseArguments(openCommand, process.argv.slice(2));
    if (!parsed.help) return parsed.input;
    process.stdout.write(commandHelp(openCommand));
    process.exit(0);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${words}\n\n${commandHelp(openCommand)}`);
    process.exit(2);
  }
}

const openArguments = [
  ...(open.images ?? []).flatMap((path) => ['--open', path]),
  ...(open.model === undefined ? [] : ['--model', open.model]),
  ...(open.size === undefined ? [] : ['--size', typedSize(open.size)]),
];
const keptArguments = [
  ...(open.data === undefined ? [] : ['--data', open.data]),
  ...(open.provider === undefined ? [] : ['--provider', open.provider]),
];

const electron =
  open.browser || open.noWindow ? { reason: 'asked for the browser' } : await findElectron(root);
if ('path' in electron) openInElectron(electron.path);
else await openInBrowser(electron.reason);

function openInElectron(path: string): void {
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(path, [root, ...sandbox, ...keptArguments, ...openArguments], { stdio: 'inherit' });
  child.on('close', (code) => process.exit(code ?? 1));
  endWith(() => child.kill('SIGTERM'));
}

/** Ends in good order when it is asked to, and when the start that it is part of is gone. */
function endWith(end: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  watchParent(end);
}

async function openInBrowser(reason: string): Promise<void> {
  const supervisor = new EngineSupervisor({
    nodePath: process.execPath,
    mainPath: join(root, 'engine', 'main.ts'),
    args: ['--host-name', 'browser', ...keptArguments, ...(open.port ? ['--port', String(open.port)] : [])],
    firstArgs: openArguments,
    // GPU libraries print warnings about drivers that are not there; the app shows every refused provider with its reason.
    ...(open.verbose && { onStderr: (text: string) => void process.stderr.write(text) }),
    onRestart: (_address, why) => console.error(`The engine ended (${why}) and was started again.`),
    onGiveUp: (words) => {
      console.error(words);
      process.exit(1);
    },
  });
  endWith(() => void supervisor.stop().then(() => process.exit(0)));
  try {
    const { url } = await supervisor.start();
    const hasEnter = onEnter(() => console.log(`Hourglass is at ${supervisor.newUrl()}`));
    if (!open.browser && !open.noWindow) console.log(`Hourglass opens in the browser: ${reason}.`);
    console.log(`Hourglass is at ${url}`);
    console.log(
      hasEnter
        ? 'That address opens one browser. Press Enter for one more address, Ctrl+C to end it.'
        : 'That address opens one browser. Press Ctrl+C to end it.',
    );
    if (open.noWindow) return;
    if (hasDisplay()) openWindow(supervisor.newUrl());
    else console.log('There is no display here, so open that address yourself (over an SSH tunnel, say).');
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
