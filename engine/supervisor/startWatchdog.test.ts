import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { expect, test } from 'vitest';
import { isAlive } from './watchParent.ts';

const WATCHDOG = JSON.stringify(new URL('./startWatchdog.ts', import.meta.url).href);

/** A parent that starts a child with a watchdog, whose main thread then does `after`; both are killed by the test. */
async function family(after: string) {
  const child = `
    const { startWatchdog } = await import(${WATCHDOG});
    startWatchdog({ graceMs: 300 });
    console.log(process.pid);
    ${after}`;
  const parent = spawn(
    process.execPath,
    [
      '-e',
      `require('node:child_process').spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(child)}], { stdio: ['ignore', 'inherit', 'inherit'] }); setInterval(() => {}, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [text] = (await once(parent.stdout, 'data')) as [Buffer];
  return { parent, childPid: Number(text.toString()) };
}

test('a process whose main thread is blocked for ever ends when its parent is killed, not before', async () => {
  // The thread comes up first: a graph is run long after the start.
  const { parent, childPid } = await family('setTimeout(() => { for (;;); }, 500);');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(isAlive(childPid)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(childPid), { timeout: 5000 }).toBe(false);
});

test('the watchdog keeps no process alive', async () => {
  const { parent, childPid } = await family('');
  await expect.poll(() => isAlive(childPid), { timeout: 5000 }).toBe(false);
  parent.kill('SIGKILL');
});
