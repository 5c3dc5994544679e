import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { findImages } from './findImages.ts';

let png: Buffer;
let folder: string;
beforeAll(async () => {
  png = await sharp({ create: { width: 2, height: 2, channels: 3, background: '#804020' } })
    .png()
    .toBuffer();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'images-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(...names: string[]): Promise<void> {
  for (const name of names) await write(name, png);
}

async function write(name: string, content: Buffer | string): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

const names = async () => (await findImages([folder])).images.map(({ name }) => name);
const labels = async () => (await findImages([folder])).images.map(({ name, label }) => [name, label]);

test('images come in natural path order, whatever their names', async () => {
  await put(
    '10.png',
    '9.png',
    '07.png',
    '7.png',
    'b/2.png',
    'b/10.png',
    'a.png',
    'ü.png',
    '七 <b>&.png',
    'c#%20.png',
  );
  expect(await names()).toEqual([
    '07.png',
    '7.png',
    '9.png',
    '10.png',
    'a.png',
    'b/2.png',
    'b/10.png',
    'c#%20.png',
    'ü.png',
    '七 <b>&.png',
  ]);
});

test('content decides where the extension says nothing', async () => {
  await put('no-extension', 'photo.dat', 'IMAGE.PNG', 'page.html');
  expect(await names()).toEqual(['IMAGE.PNG', 'no-extension', 'page.html', 'photo.dat']);
});

test('what is no image is listed with a reason, what is the system’s is not', async () => {
  await put(
    '.DS_Store',
    '._a.png',
    'Thumbs.db',
    'desktop.ini',
    '.git/a.png',
    '__MACOSX/a.png',
    '.hidden.png',
    'a.png',
  );
  await write('zero.jpg', '');
  await write('notes.txt', 'some notes');
  await write('page', '<!DOCTYPE html><html></html>');
  await write('drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await write('noise.bin', Buffer.from([7, 1, 2, 3, 4]));
  const { images, unreadable } = await findImages([folder]);
  expect(images.map(({ name }) => name)).toEqual(['a.png']);
  expect(unreadable.map(({ path, reason }) => [path.slice(folder.length + 1), reason])).toEqual([
    ['.hidden.png', expect.stringMatching(/hidden/)],
    ['drawing.svg', expect.stringMatching(/SVG.*PNG/)],
    ['noise.bin', expect.stringMatching(/no known image format/)],
    ['notes.txt', expect.stringMatching(/text file/)],
    ['page', expect.stringMatching(/web page/)],
    ['zero.jpg', expect.stringMatching(/empty/)],
  ]);
});

test('a text file beside each image fills no list', async () => {
  for (let i = 0; i < 50; i++) {
    await put(`${i}.png`);
    await write(`${i}.txt`, 'a box');
  }
  const { images, unreadable } = await findImages([folder]);
  expect(images).toHaveLength(50);
  expect(unreadable).toHaveLength(21);
  expect(unreadable.at(-1)).toEqual({ path: folder, reason: '30 more .txt files in it are no images' });
});

test('sub-folders are labels', async () => {
  await put('cat/1.png', 'dog/puppies/2.png', '3.png');
  expect(await labels()).toEqual([
    ['3.png', null],
    ['cat/1.png', 'cat'],
    ['dog/puppies/2.png', 'dog'],
  ]);
});

test('splits and wrappers are no labels', async () => {
  await put('data/train/cat/1.png', 'data/test/cat/2.png', 'data/test/dog/3.png');
  expect(await labels()).toEqual([
    ['data/test/cat/2.png', 'cat'],
    ['data/test/dog/3.png', 'dog'],
    ['data/train/cat/1.png', 'cat'],
  ]);
});

test('a flat folder has no labels; several flat folders are each a label', async () => {
  await put('a/1.png', 'b/2.png');
  expect((await findImages([join(folder, 'a')])).images[0]).toMatchObject({ name: '1.png', label: null });
  const { images } = await findImages([join(folder, 'b'), join(folder, 'a')]);
  expect(images.map(({ name, label }) => [name, label])).toEqual([
    ['b/2.png', 'b'],
    ['a/1.png', 'a'],
  ]);
});

test('metadata.csv gives labels and columns, quoted and with a byte-order mark', async () => {
  await put('cat/1.png', 'cat/2.png', 'cat/3.png');
  await write(
    'metadata.csv',
    '\ufefffile_name,label,note,__proto__\ncat/1.png,lion,"a ""big"", cat",x\n./cat/2.png,,,\n',
  );
  const { images, unreadable } = await findImages([folder]);
  expect(unreadable).toEqual([]);
  expect(images.map(({ label }) => label)).toEqual(['lion', 'cat', 'cat']);
  expect(Object.entries(images[0]!.metadata)).toEqual([
    ['note', 'a "big", cat'],
    ['__proto__', 'x'],
  ]);
  expect(images[2]!.metadata).toEqual({});
});

test('metadata.jsonl of a sub-folder, and of a single opened file', async () => {
  await put('train/é.png', 'train/2.png');
  const name = 'é'.normalize('NFD');
  await write(
    'train/metadata.jsonl',
    `{"file_name":"${name}.png","label":7,"size":{"mm":3}}\n\n{"file_name":"2.png"}\n`,
  );
  const { images } = await findImages([folder]);
  expect(images.map(({ label, metadata }) => [label, metadata])).toEqual([
    [null, {}],
    ['7', { size: '{"mm":3}' }],
  ]);
  const single = await findImages([join(folder, 'train/é.png')]);
  expect(single.images[0]).toMatchObject({ name: 'é.png', label: '7' });
});

test('metadata that cannot be used is listed, and the images are found without it', async () => {
  await put('a/1.png', 'b/2.png', 'c/3.png');
  await write('a/metadata.csv', 'name,label\n1.png,x\n');
  await write('b/metadata.jsonl', '{"file_name":"2.png"\n');
  await write('c/metadata.jsonl', '{"file_name":"3.png"}\n["3.png"]\n');
  const { images, unreadable } = await findImages([folder]);
  expect(images.map(({ label }) => label)).toEqual(['a', 'b', 'c']);
  expect(unreadable.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/file_name/),
    expect.stringMatching(/line 1 is not JSON/),
    expect.stringMatching(/line 2: expected an object with file_name, got a list$/),
  ]);
});

test('links lead nowhere twice, and broken ones are listed', async () => {
  await put('a/1.png');
  await symlink(folder, join(folder, 'a', 'up'));
  await symlink(join(folder, 'a'), join(folder, 'b'));
  await symlink(join(folder, 'gone.png'), join(folder, 'broken.png'));
  await symlink(join(folder, 'a/1.png'), join(folder, 'link.png'));
  const { images, unreadable } = await findImages([folder]);
  expect(images.map(({ name }) => name)).toEqual(['a/1.png', 'link.png']);
  expect(unreadable).toEqual([
    { path: join(folder, 'broken.png'), reason: expect.stringMatching(/link to something that is gone/) },
  ]);
});

test('the same file given twice is one image', async () => {
  await put('a/1.png');
  const { images } = await findImages([join(folder, 'a/1.png'), folder, join(folder, 'a')]);
  expect(images).toHaveLength(1);
});

// Root may read everything, so there is nothing to see then.
test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'an unreadable folder is listed',
  async () => {
    await put('a/1.png', 'locked/2.png');
    await chmod(join(folder, 'locked'), 0);
    const { images, unreadable } = await findImages([folder]);
    await chmod(join(folder, 'locked'), 0o700);
    expect(images).toHaveLength(1);
    expect(unreadable).toEqual([{ path: join(folder, 'locked'), reason: 'no permission to read it' }]);
  },
);

test('an empty folder is empty; nothing at all is an error; one missing path of several is listed', async () => {
  expect(await findImages([folder])).toEqual({ images: [], unreadable: [] });
  await expect(findImages([join(folder, 'none')])).rejects.toMatchObject({ code: 'not-found' });
  await put('1.png');
  const { images, unreadable } = await findImages([join(folder, 'none'), folder]);
  expect(images).toHaveLength(1);
  expect(unreadable[0]?.reason).toMatch(/not found/);
});

test('an aborted search ends', async () => {
  await put('1.png');
  await expect(findImages([folder], { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
});
