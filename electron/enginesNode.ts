import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface ShellPlace {
  /** The app's own folder: the checkout, or what is packed. */
  root: string;
  /** A packaged app's resources; null in a checkout, where no file outside of it is run. */
  resources: string | null;
  platform?: NodeJS.Platform;
  arch?: string;
}

/**
 * The Node binary that comes with the project or, in a packaged app, with its resources.
 * @throws Error naming the places that were looked at
 */
export function enginesNode({
  root,
  resources,
  platform = process.platform,
  arch = process.arch,
}: ShellPlace): string {
  const name = platform === 'win32' ? 'node.exe' : 'node';
  const modules = join(root, 'node_modules');
  const candidates =
    resources === null
      ? [
          join(modules, '.bin', name),
          join(modules, `node-${platform === 'win32' ? 'win' : platform}-${arch}`, 'bin', name),
        ]
      : [join(resources, 'node', name)];
  const found = candidates.find((path) => existsSync(path));
  if (found) return found;
  const remedy =
    resources === null
      ? 'Run npm start once to install it.'
      : 'Install Hourglass again: a part of it is gone.';
  throw new Error(`The engine's Node is missing: looked for ${candidates.join(', ')}. ${remedy}`);
}
