import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockTraining } from './lockTraining.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lock-training-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const module = new URL('./lockTraining.ts', import.meta.url).href;

/** Another process that has the lock until it is killed. */
async function otherTraining(folder: string) {
  const code = `const { lockTraining } = await import(${JSON.stringify(module)});
    globalThis.lock = lockTraining(${JSON.stringify(folder)}); process.stdout.write('locked'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  return child;
}

test('a second training into one folder is refused in words, in this process and from another', async () => {
  const folder = join(root, 'm');
  const lock = lockTraining(folder);
  expect(() => lockTraining(folder)).toThrow(
    `Another training (process ${process.pid}) is writing ${folder}. Wait for it, or choose another folder.`,
  );
  lockTraining(join(root, 'n')).release();
  lock.release();
  expect(await readdir(root)).toEqual([]);
  lockTraining(folder).release();

  const other = await otherTraining(folder);
  expect(() => lockTraining(folder)).toThrow(`Another training (process ${other.pid})`);
  const ended = new Promise((resolve) => other.once('exit', resolve));
  other.kill('SIGKILL');
  await ended;
  lockTraining(folder).release();
  expect(await readdir(root)).toEqual([]);
});

test('where nothing can be written, it is said', async () => {
  await writeFile(join(root, 'file'), '');
  expect(() => lockTraining(join(root, 'file', 'm'))).toThrow(/cannot be written to .*Choose another folder/);
});
