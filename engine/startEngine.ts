import { fstatSync, readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import process from 'node:process';
import type { HostName } from '../protocol/calls.ts';
import type { ChosenSize } from '../protocol/imageSize.ts';
import type { ProviderChoice } from '../protocol/provider.ts';
import { installLastResort } from './lastResort.ts';
import { collectionRoutes } from './server/collectionRoutes.ts';
import { Access } from './server/access.ts';
import { EngineServer } from './server/EngineServer.ts';
import { takeStart } from './server/takeStart.ts';
import { Uploads } from './server/upload.ts';
import { lockDataFolder, type FolderLock } from './store/FolderLock.ts';
import { removeLeftovers } from './store/listStores.ts';
import { takeLastEnd } from './supervisor/lastEnd.ts';
import { startWatchdog } from './supervisor/startWatchdog.ts';
import { Workspace } from './workspace/Workspace.ts';
import { openPaths, pageCalls } from './workspace/pageCalls.ts';
import { TrainingSpeeds } from './workspace/TrainingSpeeds.ts';
import { Trainings } from './workspace/Trainings.ts';
import { watchFolder } from './workspace/watchFolder.ts';

export interface EngineOptions {
  port: number;
  host: HostName;
  /** The data folder. */
  folder: string;
  /** The built page. */
  pageFolder: string;
  /** --provider, --model with --size, --open: what to begin with in place of what was open. */
  provider: ProviderChoice | null;
  model: string | null;
  size: ChosenSize | null;
  open: readonly string[];
  /** Whether the end of standard input or of the IPC channel ends the engine. */
  leash: boolean;
}

/** What is being written when the engine ends is waited for so long. */
const LONGEST_END_MS = 2000;

/** Starts serving, then opens what was open: the page can load meanwhile. */
export async function startEngine(options: EngineOptions): Promise<void> {
  const { secret, usedTokens } = takeStart();
  const lock = takeLock(options.folder);
  const uploadsFolder = join(options.folder, 'uploads');
  const workspace = new Workspace({
    folder: options.folder,
    host: options.host,
    version: readVersion(),
    emit: (name, ...args) => server.emit(name, ...args),
  });
  const trainings = new Trainings({
    jobs: workspace.jobs,
    modelsFolder: workspace.modelsFolder,
    recordsFolder: join(options.folder, 'trainings'),
    speeds: new TrainingSpeeds(join(options.folder, 'training-speeds.json')),
    live: workspace.live,
    onDone: (modelPath, images) =>
      workspace.openModelWith(modelPath, images).then(
        () => {},
        (error: unknown) => workspace.notice(error),
      ),
  });
  const known = Promise.withResolvers<void>();
  const modelRestored = Promise.withResolvers<void>();
  const restored = Promise.withResolvers<void>();
  let restoring = true;
  const state = () => ({ ...workspace.state, restoring });
  const server = new EngineServer({
    port: options.port,
    secret,
    access: new Access(secret, usedTokens, (usedToken) => tell({ usedToken })),
    pageFolder: options.pageFolder,
    calls: pageCalls(workspace, trainings, state, { known: known.promise, restored: restored.promise }),
    decode: async (z) => {
      // A page that was dragging when the engine ended goes on as soon as there is a decoder.
      if (restoring) await modelRestored.promise;
      return workspace.decode(z);
    },
    uploads: new Uploads(join(uploadsFolder, workspace.engineId)),
    routes: collectionRoutes(workspace, trainings),
  });

  installLastResort((failure) => workspace.notice(failure));
  // What is left over costs room, and is no reason not to start.
  await removeLeftovers(join(options.folder, 'collections')).catch((error: unknown) =>
    workspace.notice(error),
  );

  let ending = false;
  const end = (code: number) => {
    if (ending) return;
    ending = true;
    server.close();
    trainings.close();
    // A session.run in progress cannot be stopped; the process does not wait for it for ever.
    setTimeout(() => process.exit(code), LONGEST_END_MS).unref();
    void workspace.close().finally(() => process.exit(code));
  };
  process.on('SIGTERM', () => end(0));
  process.on('SIGINT', () => end(0));
  process.on('SIGHUP', () => end(0));
  if (options.leash) endWithParent(() => end(0));

  try {
    const { url, port } = await server.listen();
    lock.tell(`http://127.0.0.1:${port}`);
    tell({ url, port, pid: process.pid });
    // Once the page can load: it takes some of its time.
    watchFolder(options.folder, join(options.folder, 'engine.lock'), (failure) => workspace.notice(failure));
    if (options.leash) startWatchdog({ graceMs: LONGEST_END_MS + 300 });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }

  try {
    await workspace.readSaved(options.provider, takeLastEnd());
    await trainings.listInterrupted();
    known.resolve();
    await workspace.restore({
      withoutFirst: options.model !== null || options.open.length > 0,
      onModel: () => modelRestored.resolve(),
    });
    if (options.model !== null && options.open.length > 0) {
      await workspace.openModelWith(options.model, options.open, options.size);
    } else if (options.model !== null) {
      await workspace.openModel(options.model, options.size);
    } else if (options.open.length > 0) {
      await openPaths(workspace, options.open);
    }
  } catch (error) {
    workspace.notice(error);
  }
  restoring = false;
  known.resolve();
  modelRestored.resolve();
  restored.resolve();
  server.emit('restored', state());
  try {
    if (await workspace.knowsUsedPaths()) {
      await clearUploads(uploadsFolder, [
        ...workspace.usedPaths,
        ...trainings.usedPaths,
        join(uploadsFolder, workspace.engineId),
      ]);
    }
  } catch (error) {
    workspace.notice(error);
  }
}

/** One engine uses a data folder: a second one says who does, and ends. */
function takeLock(folder: string): FolderLock {
  try {
    return lockDataFolder(folder);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** To the supervisor: a line of JSON. */
function tell(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Standard input is the leash where it is a pipe: it closes when the parent dies, however it dies. */
function endWithParent(end: () => void): void {
  process.on('disconnect', end);
  try {
    const stdin = fstatSync(0);
    if (!stdin.isFIFO() && !stdin.isSocket()) return;
  } catch {
    return;
  }
  // Each line on it asks for a line: a main thread that is inside a graph for ever gives none.
  process.stdin.on('data', () => process.stdout.write('{"alive":true}\n'));
  process.stdin.on('end', end).on('error', end).resume();
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}

/** Dropped files of earlier starts that nothing open was made from. */
async function clearUploads(folder: string, inUse: readonly string[]): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const path = join(folder, name);
    if (!inUse.some((used) => used === path || used.startsWith(path + sep))) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
