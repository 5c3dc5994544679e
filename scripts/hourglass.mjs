#!/usr/bin/env node
/**
 * The `hourglass` command. `open` is `npm start`; every other command runs in engine/cli on the project's own Node,
 * whichever Node started this file.
 */
import { ensureInstalled, handOver } from './setup.mjs';

try {
  ensureInstalled();
  const args = process.argv.slice(2);
  if (args[0] === 'open') handOver('scripts/start.mjs', args.slice(1));
  else handOver('engine/cli/main.ts', args);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
