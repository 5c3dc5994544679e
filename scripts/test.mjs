/** `npm test`: installs and builds what is needed, a test browser included, and runs every test. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, projectEnvironment, projectNode, root } from './setup.mjs';

try {
  ensureInstalled();
  ensureBuilt();
  const result = spawnSync(projectNode(), [join(root, 'scripts', 'runTests.ts'), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: projectEnvironment(),
  });
  process.exit(result.status ?? 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
