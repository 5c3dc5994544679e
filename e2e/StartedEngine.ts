import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EngineSupervisor } from '../engine/supervisor/EngineSupervisor.ts';
import { engineMain, openArguments, root, type OpenOptions } from './Host.ts';
import { processTree } from './processTree.ts';

/** An engine that a page can be opened on. */
export interface StartedEngine {
  /** What a browser loads. */
  url: string;
  /** The engine's process now: another one after a restart; -1 while there is none. */
  pid(): number;
  stop(): Promise<void>;
}

/** The engine under a supervisor in this process. */
export async function supervisedEngine(options: OpenOptions, dataFolder: string): Promise<StartedEngine> {
  const supervisor = new EngineSupervisor({
    nodePath: process.execPath,
    mainPath: engineMain,
    args: ['--host-name', 'browser', '--data', dataFolder],
    firstArgs: openArguments(options),
  });
  const { url } = await supervisor.start();
  return { url, pid: () => supervisor.address?.pid ?? -1, stop: () => supervisor.stop() };
}

/** The engine under the launcher that `npm start` runs, which is a process that can be killed. */
export async function launchedEngine(
  { images = [], model }: OpenOptions,
  dataFolder: string,
): Promise<StartedEngine & { launcherPid: number }> {
  const args = ['--no-window', '--data', dataFolder, ...(model ? ['--model', model] : []), ...images];
  const launcher = spawn(process.execPath, [join(root, 'scripts', 'launch.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const launcherPid = launcher.pid ?? -1;
  const gone = new Promise<void>((resolve) => launcher.once('close', () => resolve()));
  for await (const line of createInterface({ input: launcher.stdout })) {
    const url = /^Hourglass is at (\S+)$/.exec(line)?.[1];
    if (!url) continue;
    return {
      url,
      launcherPid,
      pid: () => processTree(launcherPid).find(({ command }) => command.includes(engineMain))?.pid ?? -1,
      stop: async () => {
        launcher.kill('SIGTERM');
        await gone;
      },
    };
  }
  throw new Error('The launcher ended before the engine listened.');
}
