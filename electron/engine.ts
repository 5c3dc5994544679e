import { join } from 'node:path';
import { app, dialog } from 'electron';
import { EngineSupervisor } from '../engine/supervisor/EngineSupervisor.ts';
import { enginesNode } from './enginesNode.ts';
import { engineArguments } from './openArguments.ts';

/** The engine as a plain Node child: Electron's own process can run neither sharp nor onnxruntime safely. */
export function createEngine(argv: readonly string[]): EngineSupervisor {
  const root = app.getAppPath();
  const { kept, first } = engineArguments(argv, process.cwd());
  return new EngineSupervisor({
    nodePath: enginesNode({ root, resources: app.isPackaged ? process.resourcesPath : null }),
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
