/** `npm start`: installs what is missing, builds what is stale, and opens the app. */
import { ensureBuilt, ensureInstalled, handOver } from './setup.mjs';

try {
  ensureInstalled();
  ensureBuilt();
  handOver('scripts/launch.ts', process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
