import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeJsonFile } from './jsonFile.ts';
import { makeOwnerOnly } from './ownerOnly.ts';
import { writeWhole } from './writeWhole.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hourglass-modes-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const modeOf = async (...parts: string[]) => ((await stat(join(root, ...parts))).mode & 0o777).toString(8);

test.skipIf(process.platform === 'win32')(
  'a data folder is its owner’s alone, one that an earlier version left open too',
  async () => {
    const data = join(root, 'data');
    await mkdir(join(data, 'uploads'), { recursive: true });
    await writeFile(join(data, 'session.json'), '{}');
    await writeFile(join(root, 'photo.png'), '');
    await symlink(join(root, 'photo.png'), join(data, 'link.png'));
    for (const path of [data, join(data, 'uploads')]) await chmod(path, 0o755);
    for (const path of [join(data, 'session.json'), join(root, 'photo.png')]) await chmod(path, 0o644);

    makeOwnerOnly(data);
    expect(await modeOf('data')).toBe('700');
    expect(await modeOf('data', 'uploads')).toBe('700');
    expect(await modeOf('data', 'session.json')).toBe('600');
    expect(await modeOf('photo.png')).toBe('644');
    makeOwnerOnly(join(root, 'new'));
    expect(await modeOf('new')).toBe('700');
  },
);

test.skipIf(process.platform === 'win32')(
  'what the engine keeps is written for its owner, what a person exports as they have it set',
  async () => {
    await writeJsonFile(join(root, 'session.json'), {});
    await writeWhole(join(root, 'table.csv'), 'a,b');
    expect(await modeOf('session.json')).toBe('600');
    expect(await modeOf('table.csv')).toBe((0o666 & ~process.umask()).toString(8));
  },
);
