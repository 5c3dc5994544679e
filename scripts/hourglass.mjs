#!/usr/bin/env node
/**
 * The `hourglass` command. `open` is `npm start`; every other command runs in engine/cli on the project's Node 24,
 * whichever Node started this file.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, projectEnvironment, projectNode, root } from './setup.mjs';

try {
  ensureInstalled();
  const args = process.argv.slice(2);
  const script =
    args[0] === 'open' ? ['scripts/start.mjs', ...args.slice(1)] : ['engine/cli/main.ts', ...args];
  const child = spawn(projectNode(), [join(root, script[0] ?? ''), ...script.slice(1)], {
    stdio: 'inherit',
    env: projectEnvironment(),
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.on(signal, () => child.kill(signal));
  child.on('close', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
