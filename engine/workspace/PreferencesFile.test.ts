import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_PREFERENCES } from '../../protocol/preferences.ts';
import { PreferencesFile } from './PreferencesFile.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-preferences-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('choices are there at the next start', async () => {
  const first = new PreferencesFile(folder);
  await first.read();
  expect(first.value).toEqual(DEFAULT_PREFERENCES);
  await Promise.all([first.change({ theme: 'light' }), first.change({ hintDone: true })]);
  const next = new PreferencesFile(folder);
  await next.read();
  expect(next.value).toEqual({ ...DEFAULT_PREFERENCES, theme: 'light', hintDone: true });
});

test('what was stored wrong or is unknown is left out, the rest is kept', async () => {
  const path = join(folder, 'preferences.json');
  await writeFile(path, JSON.stringify({ theme: 'pink', leftOpen: false, size: 3 }));
  const file = new PreferencesFile(folder);
  await file.read();
  expect(file.value).toEqual({ ...DEFAULT_PREFERENCES, leftOpen: false });
  await writeFile(path, '{broken');
  await file.read();
  expect(file.value).toEqual(DEFAULT_PREFERENCES);
});
