import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isLatentsFile } from './isLatentsFile.ts';
import { npyFloat32 } from './npz.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'latents-file-'));
  const table = npyFloat32([3, 4], new Float32Array(12));
  const bytes = table.slice();
  // '<f4' → '|u1': the header says so of what was four bytes each, which nobody looks at here.
  bytes.set(new TextEncoder().encode('|u1'), new TextDecoder('latin1').decode(bytes).indexOf('<f4'));
  await writeFile(join(root, 'z.npz'), zipSync({ 'path.npy': table, 'z.npy': table }));
  await writeFile(join(root, 'IMAGES.NPZ'), zipSync({ 'x_train.npy': table }));
  await writeFile(join(root, 'broken.npz'), 'PK no archive');
  await writeFile(join(root, 'table.npy'), table);
  await writeFile(join(root, 'one.npy'), npyFloat32([4], new Float32Array(4)));
  await writeFile(join(root, 'images.npy'), npyFloat32([2, 3, 2], new Float32Array(12)));
  await writeFile(join(root, 'bytes.npy'), bytes);
  await writeFile(join(root, 'short.npy'), table.subarray(0, 20));
  await mkdir(join(root, 'folder.npz'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test.each<[string, boolean]>([
  ['z.npz', true],
  ['IMAGES.NPZ', false],
  ['broken.npz', false],
  ['table.npy', true],
  ['one.npy', true],
  ['images.npy', false],
  ['bytes.npy', false],
  ['short.npy', false],
  ['any.csv', true],
  ['any.PARQUET', true],
  ['gone.png', false],
  ['folder', false],
])('%s: %s', async (name, expected) => {
  expect(await isLatentsFile(join(root, name))).toBe(expected);
});

test.each(['gone.npz', 'gone.npy', 'folder.npz'])('%s cannot be read', async (name) => {
  await expect(isLatentsFile(join(root, name))).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringMatching(/npz?y?" cannot be read: /) as string,
  });
});
