import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findImages } from '../findImages.ts';
import { readImage } from '../readImage.ts';
import { openNpz } from './openNpz.ts';

const fixtures = fileURLToPath(new URL('./fixtures/', import.meta.url));
const target = { width: 5, height: 4, channels: 1, fit: 'cover', background: '#000000' } as const;
const pixel = (n: number, y: number, x: number) => 40 * n + 5 * y + x;
const greyImage = (n: number) =>
  Uint8Array.from({ length: 20 }, (_, i) => pixel(n, Math.floor(i / 5), i % 5));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arrays-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.each(['grey-u1.npy', 'grey-big-endian-f8.npy', 'grey-f2.npy', 'grey-u2.npy'])(
  '%s holds six images, each exact',
  async (name) => {
    const { images, unreadable } = await findImages([join(fixtures, name)]);
    expect(unreadable).toEqual([]);
    expect(images.map((image) => image.name)).toEqual([0, 1, 2, 3, 4, 5].map((row) => `${name}[${row}]`));
    for (const [n, image] of images.entries()) {
      expect((await readImage(image, target)).pixels).toEqual(greyImage(n));
    }
  },
);

test.each(['colour-u1.npy', 'colour-first-f4.npy'])('%s holds colour images, each exact', async (name) => {
  const { images } = await findImages([join(fixtures, name)]);
  const { pixels } = await readImage(images[5]!, { ...target, channels: 3 });
  expect([...pixels.subarray(0, 6)]).toEqual([200, 201, 202, 201, 202, 203]);
  expect([...pixels.subarray(-3)]).toEqual([pixel(5, 3, 4), pixel(5, 3, 4) + 1, pixel(5, 3, 4) + 2]);
});

test('the splits of an NPZ follow one another, with their labels', async () => {
  const { images } = await findImages([join(fixtures, 'keras.npz')]);
  expect(images.map(({ label }) => label)).toEqual(['3', '1', '4', '1', '5', '9']);
  expect((await readImage(images[5]!, target)).pixels).toEqual(greyImage(5));
});

test('labels that are strings, compressed', async () => {
  const { images } = await findImages([join(fixtures, 'strings.npz')]);
  expect(images.map(({ label }) => label)).toEqual(['cat', 'dog', 'naïve', '猫', '', 'x']);
  expect((await readImage(images[3]!, target)).pixels).toEqual(greyImage(3));
});

test('IDX images take their labels from the file beside them, plain and gzip', async () => {
  for (const name of ['digits-images-idx3-ubyte', 'zipped-images-idx3-ubyte.gz']) {
    await copyFile(join(fixtures, name), join(folder, name));
    const labels = name.replace('images-idx3', 'labels-idx1');
    await copyFile(join(fixtures, labels), join(folder, labels));
  }
  const { images, unreadable } = await findImages([folder]);
  expect(unreadable).toEqual([]);
  expect(images).toHaveLength(12);
  for (const half of [images.slice(0, 6), images.slice(6)]) {
    expect(half.map(({ label }) => label)).toEqual(['3', '1', '4', '1', '5', '9']);
    expect((await readImage(half[2]!, target)).pixels).toEqual(greyImage(2));
  }
});

test.each([
  ['fortran.npy', /Fortran order.*ascontiguousarray/],
  ['table-f4.npy', /shape \[100,3\]; expected images/],
  ['latents.npz', /arrays z, path; expected images/],
])('%s is refused with a reason', async (name, reason) => {
  const { images, unreadable } = await findImages([join(fixtures, name)]);
  expect(images).toEqual([]);
  expect(unreadable).toEqual([{ path: join(fixtures, name), reason: expect.stringMatching(reason) }]);
});

test('an array cut short is refused', async () => {
  for (const [name, bytes] of [
    ['grey-u1.npy', 200],
    ['keras.npz', 300],
    ['digits-images-idx3-ubyte', 100],
    ['zipped-images-idx3-ubyte.gz', 60],
  ] as const) {
    const path = join(folder, name);
    await copyFile(join(fixtures, name), path);
    await truncate(path, bytes);
    const { images, unreadable } = await findImages([path]);
    expect(images, name).toEqual([]);
    expect(unreadable[0]?.reason, name).toMatch(/\w/);
  }
});

test('sizes that a header only claims are refused before they are allocated', async () => {
  const header = Buffer.from([
    0, 0, 8, 3, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3,
  ]);
  await writeFile(join(folder, 'huge-images-idx3-ubyte'), header);
  const npy = (await readFile(join(fixtures, 'grey-u1.npy'))).toString('latin1');
  const huge = npy.replace("'shape': (6, 4, 5), }          ", "'shape': (9000000000, 4, 5), } ");
  await writeFile(join(folder, 'huge.npy'), huge, 'latin1');
  const { images, unreadable } = await findImages([folder]);
  expect(images).toEqual([]);
  expect(unreadable.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/shape \[1,4294967295,4294967295\] is not one/),
    expect.stringMatching(/cut short: 2\d\d bytes where 180000000\d{3} were expected/),
  ]);
});

test('stored arrays of an NPZ are read from disk, however large; packed ones no further than the limit', async () => {
  const member = await readFile(join(fixtures, 'grey-u1.npy'));
  const stored = join(folder, 'stored.npz');
  const packed = join(folder, 'packed.npz');
  await writeFile(stored, zipSync({ 'x.npy': member }, { level: 0 }));
  await writeFile(packed, zipSync({ 'x.npy': member }));
  const [array] = await openNpz(stored, 16);
  expect(array!.bytes.read(array!.header.dataOffset + 20, 20)).toEqual(greyImage(1));
  await expect(openNpz(packed, 16)).rejects.toThrow(/at most 16 bytes are unpacked.*uncompressed/);
  expect(await openNpz(packed, member.length)).toHaveLength(1);
});

test('an NPZ whose packed bytes do not fit their checksum, or that says it holds more than it can, is refused', async () => {
  const whole = zipSync({ 'x.npy': await readFile(join(fixtures, 'grey-u1.npy')) });
  const directory = Buffer.from(whole.buffer).indexOf('PK\x01\x02', 0, 'latin1');
  const changed = (at: number, bytes: number[]) => {
    const copy = whole.slice();
    copy.set(bytes, directory + at);
    return copy;
  };
  // Offsets of the central directory's record (APPNOTE 4.3.12): method, checksum, unpacked size.
  for (const [bytes, reason] of [
    [changed(10, [12]), /method 12 of ZIP; expected stored or deflated/],
    [changed(16, [1, 2, 3, 4]), /checksum does not fit/],
    [changed(24, [0, 0, 0, 16]), /claims 268435456 bytes, more than it can hold/],
  ] as const) {
    const path = join(folder, 'changed.npz');
    await writeFile(path, bytes);
    const { images, unreadable } = await findImages([path]);
    expect(images).toEqual([]);
    expect(unreadable[0]?.reason).toMatch(reason);
  }
});

test('an array file that changes is read anew', async () => {
  const path = join(folder, 'array.npy');
  await copyFile(join(fixtures, 'grey-u1.npy'), path);
  const { images } = await findImages([path]);
  await readImage(images[1]!, target);
  await copyFile(join(fixtures, 'table-f4.npy'), path);
  await expect(readImage(images[1]!, target)).rejects.toMatchObject({ code: 'bad-images' });
});
