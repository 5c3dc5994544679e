/** `npm start`: installs what is missing, builds what is stale, and opens the app. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, projectEnvironment, projectNode, root } from './setup.mjs';

try {
  ensureInstalled();
  ensureBuilt();
  const child = spawn(projectNode(), [join(root, 'scripts', 'launch.ts'), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: projectEnvironment(),
  });
  // Ctrl+C reaches the child by itself; this process waits, so that the shell's prompt comes back after it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('close', (code) => process.exit(code ?? 1));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
