import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_PREFERENCES } from '../../protocol/preferences.ts';
import { PreferencesFile } from './PreferencesFile.ts';

let folder: string;
let told: string[];

beforeEach(async () => {
  told = [];
  folder = await mkdtemp(join(tmpdir(), 'hourglass-preferences-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('choices are there at the next start', async () => {
  const first = new PreferencesFile(folder, (error) => told.push(error.message));
  await first.read();
  expect(first.value).toEqual(DEFAULT_PREFERENCES);
  await Promise.all([first.change({ theme: 'light' }), first.change({ hintDone: true })]);
  const next = new PreferencesFile(folder, (error) => told.push(error.message));
  await next.read();
  expect(next.value).toEqual({ ...DEFAULT_PREFERENCES, theme: 'light', hintDone: true });
});

test('what was stored wrong is left out, told and kept in a copy, the rest is used', async () => {
  const path = join(folder, 'preferences.json');
  await writeFile(path, JSON.stringify({ theme: 'pink', leftOpen: false, size: 3 }));
  const file = new PreferencesFile(folder, (error) => told.push(error.message));
  await file.read();
  expect(file.value).toEqual({ ...DEFAULT_PREFERENCES, leftOpen: false });
  expect(told).toEqual([expect.stringMatching(/preferences.*\("theme".*kept as ".*damaged-/)]);
  await writeFile(path, '{broken');
  await file.read();
  expect(file.value).toEqual(DEFAULT_PREFERENCES);
  expect(told[1]).toMatch(/no JSON.*kept as/);
  const aside = (await readdir(folder)).toSorted();
  expect(await Promise.all(aside.map((name) => readFile(join(folder, name), 'utf8')))).toEqual([
    JSON.stringify({ theme: 'pink', leftOpen: false, size: 3 }),
    '{broken',
  ]);
});

test('a byte order mark, and a field of a newer version, are no damage', async () => {
  await writeFile(join(folder, 'preferences.json'), `\uFEFF${JSON.stringify({ theme: 'light', size: 3 })}`);
  const file = new PreferencesFile(folder, (error) => told.push(error.message));
  await file.read();
  expect(file.value).toEqual({ ...DEFAULT_PREFERENCES, theme: 'light' });
  expect(told).toEqual([]);
});
