import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderLock, lockDataFolder } from './FolderLock.ts';

const HOLD_LOCK = fileURLToPath(new URL('./testing/holdLock.ts', import.meta.url));
let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  await rm(folder, { recursive: true, force: true });
});

/** @returns a process that tries to take the lock, and what it said about that */
async function start(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [HOLD_LOCK, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = (await once(child.stdout!, 'data')) as [Buffer];
  return { child, said: said.toString().trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('the second engine on a data folder is told who has it, and neither harms the other', async () => {
  const first = await start();
  expect(first.said).toBe('held');
  const words = `Another Hourglass (process ${first.child.pid}, at http://127.0.0.1:4123) is using the data folder ${folder}. Use its window, or choose another folder with --data.`;
  expect(JSON.parse((await start()).said)).toEqual({
    code: 'in-use',
    message: words,
    details: { holder: { pid: first.child.pid, address: 'http://127.0.0.1:4123' } },
  });
  expect(() => lockDataFolder(folder)).toThrow(words);
  expect(FolderLock.isHeld(join(folder, 'engine.lock'))).toBe(true);
  // Being refused, and asking, took nothing from the first.
  expect(JSON.parse((await start()).said)).toMatchObject({ code: 'in-use' });
});

test('a lock is free again the moment its holder is killed, many times over', async () => {
  for (let round = 0; round < 5; round++) {
    const { child, said } = await start();
    expect(said).toBe('held');
    await kill(child);
    expect(FolderLock.isHeld(join(folder, 'engine.lock'))).toBe(false);
  }
  lockDataFolder(folder).release();
});

test('within one process too it is held once, and let go once', () => {
  const lock = lockDataFolder(folder);
  expect(() => lockDataFolder(folder)).toThrow(`(process ${process.pid})`);
  lock.release();
  lock.release();
  const again = lockDataFolder(folder);
  lock.release();
  expect(FolderLock.isHeld(join(folder, 'engine.lock'))).toBe(true);
  again.release();
});

test('who holds it may be unknown, and is not guessed', async () => {
  const lock = lockDataFolder(folder);
  await writeFile(join(folder, 'engine.lock.json'), '{"pid":');
  expect(() => lockDataFolder(folder)).toThrow('Another Hourglass is using the data folder');
  lock.release();
});

test('a lock that nobody refers to any more is held all the same', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const path = join(folder, 'forgotten.lock');
  FolderLock.take(path, () => 'held');
  for (let i = 0; i < 3; i++) {
    await setImmediate();
    collectGarbage();
  }
  expect(FolderLock.isHeld(path)).toBe(true);
});
