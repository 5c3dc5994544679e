import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { browseFolder } from './browseFolder.ts';
import { makeTestModel } from './testing/makeTestModel.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-browse-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string) => closeSync(openSync(join(folder, name), 'w'));

/** Runs something and says how long the thread worked for it at a stretch, at most. */
async function longestTurnMs(run: () => Promise<unknown>): Promise<number> {
  const ended = run().then(() => true);
  let longest = 0;
  for (;;) {
    const before = process.threadCpuUsage();
    const isOver = await Promise.race([ended, setImmediate(false)]);
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    if (isOver) return longest;
  }
}

test('folders first, each in natural order, links as what they lead to, hidden ones left out', async () => {
  for (const name of ['10.png', '2.png', 'a.npz', 'note.txt', 'x.hourglass', 'net.onnx', '.hidden'])
    write(name);
  await mkdir(join(folder, 'set 10'));
  await mkdir(join(folder, 'set 2'));
  await makeTestModel(join(folder, 'digits'));
  await symlink(join(folder, 'set 2'), join(folder, 'linked'), 'junction');
  await symlink(join(folder, 'nothing'), join(folder, 'dangling'), 'junction');
  const listing = await browseFolder(folder);
  expect(listing.entries.map(({ name, kind }) => [name, kind])).toEqual([
    ['digits', 'model'],
    ['linked', 'folder'],
    ['set 2', 'folder'],
    ['set 10', 'folder'],
    ['2.png', 'image'],
    ['10.png', 'image'],
    ['a.npz', 'array'],
    ['net.onnx', 'model'],
    ['note.txt', 'other'],
    ['x.hourglass', 'document'],
  ]);
  expect(listing.count).toBe(10);
  expect(await browseFolder(join(folder, '2.png'))).toEqual({
    ...listing,
    file: { name: '2.png', path: join(folder, '2.png'), kind: 'image' },
  });
  await expect(browseFolder(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' });
});

test('of 20,000 files the first 5,000 are listed and all are counted, without standing still', async () => {
  const MANY = 20_000;
  await mkdir(join(folder, 'zz'));
  // Scattered, so that the last to be read may be the first in order.
  for (let i = 0; i < MANY; i++) write(`image ${(i * 7919) % MANY}.png`);
  const longest = await longestTurnMs(() => browseFolder(folder));
  const { entries, count } = await browseFolder(folder);
  expect(count).toBe(MANY + 1);
  expect(entries.map(({ name }) => name)).toEqual([
    'zz',
    ...Array.from({ length: 4999 }, (_, i) => `image ${i}.png`),
  ]);
  expect(longest).toBeLessThan(50);
});
