import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { TestEngine } from './TestEngine.ts';

export interface TestEngines {
  /** A folder of the test's own; gone after it, as its engines are. */
  readonly root: string;
  /** An engine with its data in `data` below the root and no bundled models; the arguments come after these. */
  start: (...args: string[]) => Promise<TestEngine>;
  /** The same with more in its environment. */
  startIn: (env: Record<string, string>, ...args: string[]) => Promise<TestEngine>;
}

/** Gives each test of the calling file its own folder and engines. To be called before other hooks are registered. */
export function testEngines(): TestEngines {
  // Each test starts engines and their jobs as processes of their own.
  vi.setConfig({ testTimeout: 180_000 });
  let root = '';
  let engines: TestEngine[] = [];
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'hourglass-engines-'));
    engines = [];
    await mkdir(join(root, 'bundled'));
  });
  afterEach(async () => {
    for (const engine of engines) await engine.stop();
    // A job may still be writing its compile cache in the moment after its engine is gone.
    await rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  async function startIn(env: Record<string, string>, ...args: string[]): Promise<TestEngine> {
    const ownArgs = ['--data', join(root, 'data'), '--provider', 'cpu'];
    const ownEnv = { HOURGLASS_MODELS: join(root, 'bundled') };
    const engine = await TestEngine.start([...ownArgs, ...args], { ...ownEnv, ...env });
    engines.push(engine);
    return engine;
  }
  return {
    get root() {
      return root;
    },
    start: (...args) => startIn({}, ...args),
    startIn,
  };
}
