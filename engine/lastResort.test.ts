import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { expect, test } from 'vitest';

const LAST_RESORT = JSON.stringify(new URL('./lastResort.ts', import.meta.url).href);

/** Runs code in a process with the last resort, which prints what is told. */
function run(code: string) {
  const script = `
    const { installLastResort } = await import(${LAST_RESORT});
    installLastResort((notice) => console.log(notice.message));
    ${code}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
}

test('a rejection that nobody caught is told, and the process goes on', () => {
  const { status, stdout, stderr } = run(
    `Promise.reject(new RangeError('no room')); setTimeout(() => console.log('still here'), 20);`,
  );
  expect(stdout).toMatch(/^Something failed inside Hourglass \(no room\)\..*\nstill here\n$/);
  expect(stderr).toContain('RangeError: no room');
  expect(status).toBe(0);
});

test('an exception ends it, for another to be started', () => {
  const { status, stdout, stderr } = run(
    `setTimeout(() => { throw new Error('half done'); }, 0); setTimeout(() => console.log('still here'), 20);`,
  );
  expect(stdout).toBe('');
  expect(stderr).toContain('half done');
  expect(status).toBe(1);
});
