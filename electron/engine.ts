import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app, dialog } from 'electron';
import { EngineSupervisor } from '../engine/supervisor/EngineSupervisor.ts';
import { engineArguments } from './openArguments.ts';

/** The engine as a plain Node child: Electron's own process can run neither sharp nor onnxruntime safely. */
export function createEngine(argv: readonly string[]): EngineSupervisor {
  const root = app.getAppPath();
  const { kept, first } = engineArguments(argv, process.cwd());
  return new EngineSupervisor({
    nodePath: enginesNode(root),
    mainPath: join(root, 'engine', 'main.ts'),
    args: ['--host-name', 'electron', ...kept],
    firstArgs: first,
    onStderr: (text) => process.stderr.write(text),
    onGiveUp: (words) => {
      dialog.showErrorBox('Hourglass had to stop', words);
      app.exit(1);
    },
  });
}

/** The Node binary that comes with the project or, in a packaged app, with its resources. */
export function enginesNode(root: string, platform: NodeJS.Platform = process.platform): string {
  const name = platform === 'win32' ? 'node.exe' : 'node';
  const candidates = [
    resolve(root, '..', 'node', name),
    join(root, 'node_modules', '.bin', name),
    join(
      root,
      'node_modules',
      `node-${platform === 'win32' ? 'win' : platform}-${process.arch}`,
      'bin',
      name,
    ),
  ];
  const found = candidates.find((path) => existsSync(path));
  if (found) return found;
  throw new Error(
    `The engine's Node is missing: looked for ${candidates.join(', ')}. Run npm start once to install it.`,
  );
}
