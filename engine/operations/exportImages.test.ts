import { lstat, mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OPERATIONS } from '../../protocol/operations/index.ts';
import { idleContext } from '../jobs/testing/idleContext.ts';
import { testImage } from '../workspace/testing/makeTestImages.ts';
import { checkedInput } from './checkedInput.ts';
import { run } from './exportImages.ts';
import { makeTakenCollection, type TakenCollection } from './testing/takenCollection.ts';

let taken: TakenCollection;
beforeEach(async () => {
  taken = await makeTakenCollection();
});
afterEach(() => rm(taken.root, { recursive: true, force: true }));

const take = (more: object = {}, context = idleContext()) =>
  run(checkedInput(OPERATIONS.exportImages, { ...taken.given, name: 'mine', ...more }), context);

/** Files below a folder, as paths from it. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .sort();
}

const image = (name: string) => join(taken.images, name);

test('without folders all lie in one, names kept, numbered where two are the same; rows of arrays are PNG', async () => {
  const told: object[] = [];
  const result = await take({}, idleContext({ progress: async (each) => void told.push(each) }));
  expect(result).toEqual({
    ...{ out: join(taken.folder, 'mine'), count: 6, copied: 4, linked: 0, drawn: 2 },
    ...{ unreadable: [], leftOut: 0 },
  });
  expect(told.at(-1)).toEqual({ done: 6, total: 6 });
  expect(await filesIn(result.out)).toEqual([
    ...['many-0.png', 'many-1.png', 'one (2).png', 'one.png', 'two.png', 'what_.png'],
  ]);
  expect(await readFile(join(result.out, 'one.png'))).toEqual(await readFile(image('cat/one.png')));
  expect(await readFile(join(result.out, 'one (2).png'))).toEqual(await readFile(image('dog/one.png')));
  const { data } = await sharp(join(result.out, 'many-1.png'))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([...data]).toEqual([...testImage(1)]);
});

test('by label each lies in a folder called so, those without one beside them', async () => {
  const { out } = await take({ by: { kind: 'column', name: 'label' } });
  expect(await filesIn(out)).toEqual([
    ...['cat/one.png', 'cat/what_.png', 'dog/one.png', 'dog/two.png'],
    ...['no label/many-0.png', 'no label/many-1.png'],
  ]);
  await expect(take({ by: { kind: 'column', name: 'weight' } })).rejects.toThrow(
    '"weight" is no column of categories; expected "label"',
  );
});

test('by tags an image lies in the folder of each, whatever the tag is called', async () => {
  const { out, count, copied } = await take({ by: { kind: 'tags' }, ranges: [[0, 4]] });
  expect([count, copied]).toEqual([4, 5]);
  expect(await filesIn(out)).toEqual([
    ...['a_b/one.png', 'a_b/what_.png', 'good/one (2).png', 'good/one.png', 'no tag/two.png'],
  ]);
});

test('hard links are the same file under another name; symbolic ones lead to it', async () => {
  await symlink(image('dog/two.png'), join(taken.root, 'elsewhere.png'));
  const hard = await take({ how: 'hard-link', name: 'hard' });
  expect(hard).toMatchObject({ copied: 0, linked: 4, drawn: 2 });
  const [one, original] = await Promise.all([stat(join(hard.out, 'one.png')), stat(image('cat/one.png'))]);
  expect([one.ino, one.dev]).toEqual([original.ino, original.dev]);
  const symbolic = await take({ how: 'symbolic-link', name: 'symbolic' });
  expect(symbolic).toMatchObject({ copied: 0, linked: 4, drawn: 2 });
  const link = join(symbolic.out, 'one.png');
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(await readlink(link)).toBe(image('cat/one.png'));
  expect((await lstat(join(symbolic.out, 'many-0.png'))).isFile()).toBe(true);
});

test('files that are gone are listed and do not stop the others; where all are, it is said and nothing is made', async () => {
  await rm(image('cat/one.png'));
  const { out, count, unreadable, leftOut } = await take({ by: { kind: 'column', name: 'label' } });
  expect([count, leftOut]).toEqual([5, 1]);
  expect(unreadable).toEqual([
    { path: image('cat/one.png'), reason: expect.stringContaining('not found: it was moved or deleted') },
  ]);
  expect(await filesIn(out)).toHaveLength(5);
  await expect(take({ ranges: [[0, 1]], name: 'gone' })).rejects.toThrow(
    'None of the 1 images could be read',
  );
  expect(await readdir(taken.folder)).toEqual(['mine']);
});

test('a folder of that name is left as it is, and none that is open is written into', async () => {
  await mkdir(join(taken.folder, 'mine'));
  await writeFile(join(taken.folder, 'mine', 'one.png'), 'mine');
  const { out } = await take();
  expect(out).toBe(join(taken.folder, 'mine (2)'));
  expect(await readdir(join(taken.folder, 'mine'))).toEqual(['one.png']);
  await expect(take({ folder: join(taken.images, 'cat') })).rejects.toThrow(
    'image folders are only ever read',
  );
  expect((await readdir(taken.images)).sort()).toEqual(['cat', 'dog', 'many.idx']);
});

test('cancelled, nothing is left of it, and every image is where it was', async () => {
  for (const how of ['copy', 'hard-link', 'symbolic-link']) {
    const abort = new AbortController();
    // All are made by then; the folder has not taken its place.
    const context = idleContext({ signal: abort.signal, progress: async () => abort.abort() });
    await expect(take({ how, name: how }, context)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(taken.folder)).toEqual([]);
  }
  expect(await filesIn(taken.images)).toHaveLength(5);
});
