import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frameDelays } from './frameDelays.ts';
import { gifParts } from './gifParts.ts';
import { mp4Bytes } from './mp4Bytes.ts';
import { nearestColours } from './nearestColours.ts';
import { sheetPng, sheetSize } from './sheetPng.ts';
import { readMp4 } from './testing/readMp4.ts';
import { testFilm } from './testing/testFilm.ts';
import { webpParts } from './webpParts.ts';
import { writeFrames } from './writeFrames.ts';

async function joined(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

/** Frame `page` as sharp reads it: [H,W,4] */
const pageOf = (bytes: Uint8Array, page: number) => sharp(bytes, { page }).ensureAlpha().raw().toBuffer();

function psnr(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / (a.length * 0.75)));
}

describe('delays', () => {
  test.each([
    [60, 30, 100],
    [7, 24, 100],
    [100, 12.5, 1000],
    [60, 50, 100],
  ])('%d frames at %d a second come to their time in units of 1/%d s', (count, fps, units) => {
    const delays = frameDelays(count, fps, units);
    expect(delays).toHaveLength(count);
    expect(delays.reduce((sum, delay) => sum + delay, 0)).toBe(Math.round((count * units) / fps));
    for (const delay of delays) expect(Math.abs(delay - units / fps)).toBeLessThanOrEqual(1);
  });
});

describe('GIF', () => {
  test('is read back with its frames, delays and loop', async () => {
    const film = testFilm();
    const bytes = await joined(gifParts(film));
    const { format, width, pageHeight, pages, delay, loop } = await sharp(bytes, {
      animated: true,
    }).metadata();
    expect({ format, width, pageHeight, pages, loop }).toEqual({
      ...{ format: 'gif', width: film.width, pageHeight: film.height, pages: film.count, loop: 0 },
    });
    expect(delay).toEqual([30, 40, 30, 30, 40, 30, 30]);
    for (const [page, rgba] of film.drawn.entries()) {
      expect(psnr(await pageOf(bytes, page), rgba)).toBeGreaterThan(30);
    }
  });

  test('of grey frames is off by two at most, and loses nothing of blocks', async () => {
    const film = testFilm({ isGrey: true });
    const bytes = await joined(gifParts(film));
    for (const [page, rgba] of film.drawn.entries()) {
      const got = await pageOf(bytes, page);
      rgba.forEach((value, i) => expect(Math.abs(got[i]! - value)).toBeLessThanOrEqual(2));
      expect(got).not.toEqual(Buffer.from(rgba));
    }
  });

  test('of grey blocks loses nothing; once is played once', async () => {
    const film = testFilm({ isGrey: true, isBlocky: true, repeats: false });
    const bytes = await joined(gifParts(film));
    for (const [page, rgba] of film.drawn.entries())
      expect(await pageOf(bytes, page)).toEqual(Buffer.from(rgba));
    expect(bytes.includes('NETSCAPE2.0')).toBe(false);
    expect((await joined(gifParts(testFilm()))).includes('NETSCAPE2.0')).toBe(true);
  });

  test('each colour gets the nearest of its palette', () => {
    const palette = [
      [0, 0, 0],
      [250, 10, 10],
      [10, 10, 250],
    ];
    const rgba = Uint8Array.of(255, 0, 0, 255, 3, 3, 3, 255, 40, 40, 200, 255, 254, 1, 1, 255);
    expect(Array.from(nearestColours(rgba, palette))).toEqual([1, 0, 2, 1]);
  });
});

describe('WebP', () => {
  test.each([true, false])('repeating %s is read back with its frames, delays and loop', async (repeats) => {
    const film = testFilm({ repeats });
    const bytes = await joined(webpParts(film));
    const { format, width, pageHeight, pages, delay, loop } = await sharp(bytes, {
      animated: true,
    }).metadata();
    expect({ format, width, pageHeight, pages, loop }).toEqual({
      ...{
        format: 'webp',
        width: film.width,
        pageHeight: film.height,
        pages: film.count,
        loop: repeats ? 0 : 1,
      },
    });
    expect(delay).toEqual([33, 34, 33, 33, 34, 33, 33]);
    for (const [page, rgba] of film.drawn.entries()) {
      expect(psnr(await pageOf(bytes, page), rgba)).toBeGreaterThan(20);
    }
  });

  test('of a blocky film loses nothing', async () => {
    // Sides that are odd, and lengths of chunks that are.
    const film = testFilm({ isBlocky: true, width: 23, height: 15 });
    const bytes = await joined(webpParts(film));
    for (const [page, rgba] of film.drawn.entries())
      expect(await pageOf(bytes, page)).toEqual(Buffer.from(rgba));
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
  });
});

describe('MP4', () => {
  const film = testFilm({ width: 64, height: 48, count: 40, fps: 12.5 });

  test('says its frames, rate, size, key pictures and colours, and no time', async () => {
    const bytes = await mp4Bytes(film);
    const read = readMp4(bytes);
    expect(read).toMatchObject({ width: 64, height: 48, duration: 3.2 });
    expect(read.samples).toHaveLength(40);
    expect(new Set(read.samples.map(({ duration }) => duration))).toEqual(new Set([0.08]));
    expect(read.colour).toEqual({ primaries: 1, transfer: 13, matrix: 6, isFull: false });
    expect(new Set(read.times)).toEqual(new Set([0]));
    // Every second, and those only.
    const keys = read.samples.flatMap(({ isKey }, i) => (isKey ? [i] : []));
    expect(keys).toEqual([0, 13, 26, 39]);
    // What the table points at are whole NAL units of the kind it says, to the file's last byte.
    for (const { offset, size, isKey } of read.samples) {
      expect(Buffer.from(bytes).readUInt32BE(offset)).toBe(size - 4);
      expect(bytes[offset + 4]! & 0x1f).toBe(isKey ? 5 : 1);
    }
    const last = read.samples.at(-1)!;
    expect(last.offset + last.size).toBe(bytes.length);
    // Baseline profile, lengths of four bytes, one set of parameters each.
    expect([read.avcC[0], read.avcC[1], read.avcC[4]! & 3, read.avcC[5]! & 31]).toEqual([1, 66, 3, 1]);
  });

  test('of a film that fails, at once or later, is not there, and the next one is', async () => {
    const whole = Buffer.from(await mp4Bytes(film));
    for (const frames of [0, 3]) {
      const failing = testFilm();
      failing.frames = async function* () {
        yield* failing.drawn.slice(0, frames);
        throw new Error('no more');
      };
      await expect(mp4Bytes(failing)).rejects.toThrow('no more');
    }
    // Two at a time do not meet.
    const [one, other] = await Promise.all([mp4Bytes(film), mp4Bytes(testFilm())]);
    expect(Buffer.from(one)).toEqual(whole);
    expect(readMp4(other).samples).toHaveLength(7);
  });

  test('leaves unheeded failures of the process to whoever heeds them', async () => {
    const count = () =>
      ['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event));
    const before = count();
    await mp4Bytes(testFilm());
    expect(count()).toEqual(before);
  });
});

describe('the same film is the same file', () => {
  const film = testFilm({ count: 5 });

  test.each([
    ['GIF', () => joined(gifParts(film))],
    ['WebP', () => joined(webpParts(film))],
    ['MP4', () => mp4Bytes(film)],
    ['sheet', () => sheetPng(film, { columns: 2, gapPx: 1, background: '#102030' })],
  ])('%s', async (_name, make) => {
    const first = Buffer.from(await make());
    // Times in seconds would differ.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(Buffer.from(await make())).toEqual(first);
  });
});

describe('PNG', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'media-'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  test('a sheet has the frames row by row, the background between and after them', async () => {
    const film = testFilm();
    const layout = { columns: 3, gapPx: 2, background: '#204060' };
    const { data, info } = await sharp(await sheetPng(film, layout))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([76, 52]);
    expect(sheetSize(film, layout)).toEqual({ width: 76, height: 52 });
    const pixel = (x: number, y: number) => Array.from(data.subarray((y * 76 + x) * 4, (y * 76 + x) * 4 + 4));
    film.drawn.forEach((rgba, i) => {
      const [left, top] = [(i % 3) * 26, Math.floor(i / 3) * 18];
      expect(pixel(left, top)).toEqual(Array.from(rgba.subarray(0, 4)));
      expect(pixel(left + 23, top + 15)).toEqual(Array.from(rgba.subarray(-4)));
    });
    expect(pixel(24, 5)).toEqual([0x20, 0x40, 0x60, 255]);
    expect(pixel(75, 51)).toEqual([0x20, 0x40, 0x60, 255]);
  });

  test('a folder has numbered files, and takes the place of one of frames alone', async () => {
    const folder = join(root, 'new', 'frames');
    await writeFrames(folder, testFilm({ count: 9 }));
    const film = testFilm({ count: 3, isGrey: true });
    await writeFrames(folder, film);
    expect((await readdir(folder)).sort()).toEqual(['0001.png', '0002.png', '0003.png']);
    expect(await readdir(join(root, 'new'))).toEqual(['frames']);
    const third = await sharp(join(folder, '0003.png')).ensureAlpha().raw().toBuffer();
    expect(third).toEqual(Buffer.from(film.drawn[2]!));
  });

  test('a folder with anything else is left as it is', async () => {
    const folder = join(root, 'mine');
    await mkdir(folder);
    await writeFile(join(folder, 'letter.txt'), 'dear');
    await expect(writeFrames(folder, testFilm())).rejects.toThrow('holds "letter.txt"');
    expect(await readdir(folder)).toEqual(['letter.txt']);
    expect(await readFile(join(folder, 'letter.txt'), 'utf8')).toBe('dear');
  });

  test('a film that fails leaves no folder, and the one before as it was', async () => {
    const folder = join(root, 'kept');
    await writeFrames(folder, testFilm({ count: 2 }));
    const failing = testFilm();
    failing.frames = async function* () {
      yield failing.drawn[0]!;
      throw new Error('no more');
    };
    await expect(writeFrames(folder, failing)).rejects.toThrow('no more');
    await expect(writeFrames(join(root, 'never'), failing)).rejects.toThrow('no more');
    expect((await readdir(root)).sort()).toEqual(['kept', 'mine', 'new']);
    expect(await readdir(folder)).toHaveLength(2);
  });
});
