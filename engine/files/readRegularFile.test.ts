import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { appendFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileErrorWords } from './fileErrorWords.ts';
import { readRegularFile, readRegularFileSync } from './readRegularFile.ts';

const MAX_BYTES = 1024 ** 2;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regular-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What both ways of reading say of a path. */
async function reasonsOf(path: string, maxBytes = MAX_BYTES): Promise<string[]> {
  const later = await readRegularFile(path, maxBytes).then(String, fileErrorWords);
  try {
    return [later, String(readRegularFileSync(path, maxBytes))];
  } catch (error) {
    return [later, fileErrorWords(error)];
  }
}
const both = (words: string) => [words, words];

test('a file is read whole, through a link too, and an empty one', async () => {
  const path = join(folder, 'file');
  writeFileSync(path, 'all of it');
  symlinkSync(path, join(folder, 'link'));
  writeFileSync(join(folder, 'empty'), '');
  expect(await reasonsOf(path)).toEqual(both('all of it'));
  expect(await reasonsOf(join(folder, 'link'))).toEqual(both('all of it'));
  expect(await reasonsOf(join(folder, 'empty'))).toEqual(both(''));
});

test('what is no file is named and not waited for', async () => {
  expect(await reasonsOf(folder)).toEqual(both('a folder, not a file'));
  expect(await reasonsOf(join(folder, 'nothing'))).toEqual(
    both('not found: it was moved or deleted, or is a link to something that is gone'),
  );
  symlinkSync('loop', join(folder, 'loop'));
  expect(await reasonsOf(join(folder, 'loop'))).toEqual(both('a link that leads to itself'));
});

test.skipIf(process.platform === 'win32')('a pipe, a socket and a device are named', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(await reasonsOf(pipe)).toEqual(both('a pipe, not a file'));
  expect(await reasonsOf('/dev/zero')).toEqual(both('a device, not a file'));
  const server = createServer();
  const socket = join(folder, 'socket');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  expect(await reasonsOf(socket)).toEqual(both('a socket or a device, not a file'));
  server.close();
});

test('a file that is too large is refused before it is read', async () => {
  const path = join(folder, 'large');
  writeFileSync(path, '');
  truncateSync(path, 3 * 1024 ** 4);
  expect(await reasonsOf(path)).toEqual(both('has 3,072 GB; at most 1 MB are read'));
});

test('a file that grows while it is read is read as far as it went', async () => {
  const path = join(folder, 'growing');
  writeFileSync(path, 'a'.repeat(100_000));
  const reading = readRegularFile(path, MAX_BYTES);
  appendFileSync(path, 'b'.repeat(100_000));
  const length = (await reading).length;
  expect([100_000, 200_000]).toContain(length);
});
