import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { LastEnd } from './lastEnd.ts';
import { isAlive } from './watchParent.ts';
import { EngineSupervisor, type EngineAddress, type SupervisorOptions } from './EngineSupervisor.ts';

const options = (more: Partial<SupervisorOptions> = {}): SupervisorOptions => ({
  nodePath: process.execPath,
  mainPath: fileURLToPath(new URL('./fixtures/fakeEngine.ts', import.meta.url)),
  args: [],
  ...more,
});

test('an engine that is killed comes back on the same port with the same secret and without the first arguments', async () => {
  const restarted = Promise.withResolvers<EngineAddress>();
  const supervisor = new EngineSupervisor(
    options({ firstArgs: ['--open', 'cats'], onRestart: restarted.resolve }),
  );
  const first = await supervisor.start();
  expect(first.url).toContain('cats');
  process.kill(first.pid, 'SIGKILL');
  const second = await restarted.promise;
  expect(second.pid).not.toBe(first.pid);
  expect(second.port).toBe(first.port);
  expect(new URL(second.url).searchParams.get('token')).toBe(new URL(first.url).searchParams.get('token'));
  expect(second.url).not.toContain('cats');
  await supervisor.stop();
  expect(isAlive(second.pid)).toBe(false);
});

test('a token that was used before the engine was killed is used for the next one too', async () => {
  const restarted = Promise.withResolvers<EngineAddress>();
  const supervisor = new EngineSupervisor(
    options({ firstArgs: ['--use-token', '--die-soon'], onRestart: restarted.resolve }),
  );
  await supervisor.start();
  expect(new URL((await restarted.promise).url).searchParams.get('used')).toBe('one.proof');
  await supervisor.stop();
});

test('stopping is not crashing', async () => {
  let restarts = 0;
  const supervisor = new EngineSupervisor(options({ onRestart: () => restarts++ }));
  const { pid } = await supervisor.start();
  await supervisor.stop();
  await supervisor.stop();
  expect(isAlive(pid)).toBe(false);
  expect(restarts).toBe(0);
});

test('an engine that ends at start gives its own words', async () => {
  const supervisor = new EngineSupervisor(options({ args: ['--fail'] }));
  await expect(supervisor.start()).rejects.toThrow(/exit code 3[\s\S]*no such provider/);
});

test('an engine that keeps dying is given up with the reason', async () => {
  const gaveUp = Promise.withResolvers<string>();
  const supervisor = new EngineSupervisor(options({ args: ['--die-soon'], onGiveUp: gaveUp.resolve }));
  await supervisor.start();
  expect(await gaveUp.promise).toContain('exit code 9');
});

const lastEndOf = ({ url }: EngineAddress) => JSON.parse(new URL(url).searchParams.get('last')!) as LastEnd;

test('the next engine is told how the one before ended; one that keeps dying is started with nothing open at last', async () => {
  const gaveUp = Promise.withResolvers<void>();
  const ends: LastEnd[] = [];
  const supervisor = new EngineSupervisor(
    options({
      args: ['--die-soon'],
      onGiveUp: () => gaveUp.resolve(),
      onRestart: (address) => ends.push(lastEndOf(address)),
    }),
  );
  await supervisor.start();
  await gaveUp.promise;
  expect(ends.map(({ startEmpty }) => startEmpty)).toEqual([false, false, false, false, false, true, true]);
  for (const { how, livedMs } of ends) {
    expect(how).toBe('exit code 9');
    expect(livedMs).toBeGreaterThan(0);
  }
});

test('an engine that answers no question is replaced, one that does is left alone', async () => {
  const restarted = Promise.withResolvers<EngineAddress>();
  let restarts = 0;
  const supervisor = new EngineSupervisor(
    options({
      args: ['--silent'],
      askEveryMs: 20,
      onRestart: (address) => {
        restarts++;
        restarted.resolve(address);
      },
    }),
  );
  const first = await supervisor.start();
  const second = await restarted.promise;
  expect(lastEndOf(second).how).toBe('unresponsive');
  expect(isAlive(first.pid)).toBe(false);
  // Long enough for one that is silent to be replaced three times over.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(restarts).toBe(1);
  await supervisor.stop();
});
