import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/**
 * Where collections, trained models and settings are kept: HOURGLASS_DATA, or the place that the platform has for an
 * application's data.
 */
export function dataFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (env.HOURGLASS_DATA) return env.HOURGLASS_DATA;
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Hourglass');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Hourglass');
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'hourglass');
}
