import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { Random } from '../random/Random.ts';
import { failureReason } from './failureReason.ts';
import { findImages } from './findImages.ts';
import { readImages } from './readImages.ts';
import { runLengthBmp } from './testing/runLengthBmp.ts';

const target = { width: 8, height: 8, channels: 3, fit: 'cover', background: '#000000' } as const;
const NO_REASON = /unknown error|typed array|call stack|undefined|\bNaN\b|TypeError|RangeError|[:;,\s]$|\n/i;

const CODE = /\bE[A-Z]{3,}\b/;

test.each<[unknown, string | RegExp]>([
  [new Error('Unknown error'), /^damaged/],
  [new Error('Input buffer has corrupt header: \n'), 'corrupt header'],
  [new RangeError('Invalid typed array length: -48'), /^damaged/],
  [new RangeError('Maximum call stack size exceeded'), /^damaged/],
  [new Error(''), /^damaged/],
  [Object.assign(new Error('EIO: i/o error'), { code: 'EIO', errno: -5 }), /disk could not read it/],
  [
    Object.assign(new Error('incorrect header check'), { code: 'Z_DATA_ERROR', errno: -3 }),
    'incorrect header check',
  ],
])('%s', (error, reason) => {
  expect(failureReason(error)).toMatch(reason);
});

test('every mutated image and array has pixels or a reason in words', async () => {
  const random = new Random(7, 1);
  const folder = await mkdtemp(join(tmpdir(), 'mutants-'));
  try {
    const noise = Buffer.from(Array.from({ length: 20 * 20 * 3 }, () => Math.floor(random.uniform() * 256)));
    const image = () => sharp(noise, { raw: { width: 20, height: 20, channels: 3 } });
    const seeds: [string, Buffer][] = [
      ['bmp', runLengthBmp(20, 20)],
      ['ppm', Buffer.concat([Buffer.from('P6 20 20 255\n'), noise])],
    ];
    for (const format of ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const) {
      seeds.push([format, await image().toFormat(format).toBuffer()]);
    }
    for (const name of ['grey-u1.npy', 'keras.npz', 'zipped-images-idx3-ubyte.gz']) {
      const path = fileURLToPath(new URL(`./arrays/fixtures/${name}`, import.meta.url));
      seeds.push([name, await readFile(path)]);
    }
    for (const [name, bytes] of seeds) {
      for (let i = 0; i < 25; i++) {
        const mutant = Buffer.from(bytes);
        const head = i % 2 === 0 ? Math.min(80, mutant.length) : mutant.length;
        for (let n = 0; n < 1 + (i % 4); n++) {
          mutant[Math.floor(random.uniform() * head)] = Math.floor(random.uniform() * 256);
        }
        const cut = i % 5 === 0 ? Math.ceil(random.uniform() * mutant.length) : mutant.length;
        await writeFile(join(folder, `${i}.${name}`), mutant.subarray(0, cut));
      }
    }
    const { images, unreadable } = await findImages([folder]);
    const reasons = unreadable.map(({ reason }) => reason);
    for await (const batch of readImages(images, { target, threads: 0 })) {
      reasons.push(...batch.unreadable.map(({ reason }) => reason));
    }
    expect(reasons.length).toBeGreaterThan(50);
    expect(
      reasons.filter(
        (reason) => reason.length > 200 || reason === '' || NO_REASON.test(reason) || CODE.test(reason),
      ),
    ).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 30_000);
