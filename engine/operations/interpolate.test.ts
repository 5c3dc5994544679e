import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathFileSchema, type LatentPath } from '../../protocol/latentPath.ts';
import { OPERATIONS } from '../../protocol/operations/index.ts';
import * as v from 'valibot';
import { npyFloat32 } from '../exports/npz.ts';
import { readLatents } from '../exports/readLatents.ts';
import { readMp4 } from '../exports/media/testing/readMp4.ts';
import { idleContext } from '../jobs/testing/idleContext.ts';
import { makeTestArray, makeTestImages, testImage } from '../workspace/testing/makeTestImages.ts';
import { decodedByHand, makeTestModel } from '../workspace/testing/makeTestModel.ts';
import { checkedInput } from './checkedInput.ts';
import { run as decode } from './decode.ts';
import { run as encode } from './encode.ts';
import { run } from './interpolate.ts';

const D = 5;
const SIDE = 8;
const COUNT = 30;
let root: string;
let model: string;
let images: string;
/** z of the images, in natural order: all of "even", then all of "odd". */
let z: Float32Array;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'interpolate-'));
  model = await makeTestModel(join(root, 'model'), { latent: D, side: SIDE });
  images = await makeTestImages(join(root, 'images'), { count: COUNT, side: SIDE });
  const out = join(root, 'z.npz');
  await encode({ model, images: [images], provider: 'cpu', out }, idleContext());
  z = (await readLatents(await readFile(out), out, D)).z;
});
afterAll(() => rm(root, { recursive: true, force: true }));

const at = (name: string) => join(root, name);
const image = (i: number) => join(images, i % 2 === 0 ? 'even' : 'odd', `image-${i}.png`);
const rowOf = (i: number) => (i % 2 === 0 ? i / 2 : COUNT / 2 + (i - 1) / 2);
const zOf = (i: number) => z.subarray(rowOf(i) * D, (rowOf(i) + 1) * D);
const bits = (values: Float32Array) => Array.from(new Uint32Array(values.slice().buffer));

function interpolate(keyframes: string[], more: object = {}, context = idleContext()) {
  return run(checkedInput(OPERATIONS.interpolate, { model, keyframes, provider: 'cpu', ...more }), context);
}

/** z that --z wrote. */
async function framesIn(name: string): Promise<Float32Array[]> {
  const { z: all } = await readLatents(await readFile(at(name)), name, D);
  return Array.from({ length: all.length / D }, (_, i) => all.subarray(i * D, (i + 1) * D));
}

const pixelsOf = (path: string) => sharp(path).ensureAlpha().raw().toBuffer();

describe('what is drawn', () => {
  test('images are encoded, and lerp goes straight between them; the frames are what decode makes of their z', async () => {
    const result = await interpolate([image(0), image(3)], {
      ...{ out: at('frames/'), frames: 9, size: SIDE, zOut: at('frames.npz'), pathOut: at('frames.json') },
    });
    expect(result).toMatchObject({
      ...{ out: at('frames'), frames: 9, fps: 30, seconds: 0.3, width: SIDE, height: SIDE, keyframes: 2 },
      ...{ method: 'lerp', loop: 'once', metric: null, path: null, model: 'cosines' },
    });
    const zs = await framesIn('frames.npz');
    zs.forEach((got, i) =>
      got.forEach((value, d) =>
        expect(value).toBeCloseTo(zOf(0)[d]! + (i / 8) * (zOf(3)[d]! - zOf(0)[d]!), 5),
      ),
    );
    expect(bits(zs[0]!)).toEqual(bits(zOf(0)));
    expect(bits(zs[8]!)).toEqual(bits(zOf(3)));
    await decode({ model, latents: at('frames.npz'), provider: 'cpu', out: at('decoded') }, idleContext());
    const names = (await readdir(at('decoded'))).sort();
    expect((await readdir(at('frames'))).sort()).toEqual(names);
    for (const name of names) {
      expect(await readFile(join(at('frames'), name))).toEqual(await readFile(join(at('decoded'), name)));
    }
    const middle = await pixelsOf(join(at('frames'), '0005.png'));
    decodedByHand(zs[4]!, SIDE).forEach((value, i) =>
      expect(Math.abs(middle[i * 4]! - value)).toBeLessThanOrEqual(1),
    );
    const straight = Math.hypot(...zOf(0).map((value, d) => value - zOf(3)[d]!));
    expect(result.lengths.z).toBeCloseTo(straight, 4);
    expect(result.lengths.image).toBeGreaterThan(0);
  });

  test('rows of z files and images mix, in the order given; a loop closes, ping-pong comes back', async () => {
    const array = await makeTestArray(at('more.idx'), 6, SIDE);
    const keyframes = [`${at('z.npz')}[${rowOf(4)}]`, image(1), `${array}[2]`];
    await interpolate(keyframes, { out: at('mixed.png'), frames: 6, loop: true, zOut: at('loop.npz') });
    const zs = await framesIn('loop.npz');
    expect(bits(zs[0]!)).toEqual(bits(zOf(4)));
    expect(bits(zs[2]!)).toEqual(bits(zOf(1)));
    zs[4]!.forEach((value, d) => expect(value).toBeCloseTo(zOf(2)[d]!, 5));
    zs[5]!.forEach((value, d) => expect(value).toBeCloseTo((zOf(2)[d]! + zOf(4)[d]!) / 2, 5));
    await interpolate([image(0), image(1)], {
      out: at('pong.png'),
      frames: 6,
      pingPong: true,
      zOut: at('pong.npz'),
    });
    const pong = await framesIn('pong.npz');
    expect(bits(pong[3]!)).toEqual(bits(zOf(1)));
    expect(bits(pong[4]!)).toEqual(bits(pong[2]!));
    expect(bits(pong[5]!)).toEqual(bits(pong[1]!));
  });

  test('rows of an .npz of images are keyframes, as those of one with an array "z" are', async () => {
    const pixels = Float32Array.from(
      [3, 0, 5].flatMap((i) => [...testImage(i, SIDE)].map((byte) => byte / 255)),
    );
    const shape = [3, SIDE, SIDE] as const;
    await writeFile(at('images.npz'), zipSync({ 'x.npy': npyFloat32([...shape], pixels) }));
    const keyframes = [`${at('images.npz')}[1]`, `${at('images.npz')}[2]`];
    await interpolate(keyframes, { out: at('rows.png'), frames: 2, zOut: at('rows.npz') });
    const [first, second] = await framesIn('rows.npz');
    first!.forEach((value, d) => expect(value).toBeCloseTo(zOf(0)[d]!, 4));
    second!.forEach((value, d) => expect(value).toBeCloseTo(zOf(5)[d]!, 4));
  });

  test.each(['slerp', 'spline', 'data', 'metric'] as const)(
    '%s passes through every keyframe',
    async (method) => {
      const told: string[] = [];
      const result = await interpolate(
        [image(0), image(1), image(2)],
        {
          ...{
            out: at(`${method}.png`),
            frames: 5,
            method,
            zOut: at(`${method}.npz`),
            pathOut: at(`${method}.json`),
          },
          ...(method === 'data' && { data: images }),
        },
        idleContext({ progress: async ({ detail }) => void (detail && told.push(detail)) }),
      );
      const zs = await framesIn(`${method}.npz`);
      [0, 2, 4].forEach((frame, i) =>
        zs[frame]!.forEach((value, d) => expect(value).toBeCloseTo(zOf(i)[d]!, 4)),
      );
      expect(result.method).toBe(method);
      expect(result.metric === null).toBe(method !== 'metric');
      if (result.metric) expect(result.metric.after).toBeLessThanOrEqual(result.metric.before);
      const path = v.parse(pathFileSchema, JSON.parse(await readFile(at(`${method}.json`), 'utf8')));
      const computed = method === 'data' || method === 'metric';
      expect(path.keyframes.map(({ segment }) => segment.via !== undefined)).toEqual([
        computed,
        computed,
        false,
      ]);
      expect([...new Set(told)]).toEqual([
        ...(method === 'data' ? ['encoding images', 'finding neighbours'] : []),
        ...(method === 'metric' ? ['shortening the way in image space'] : []),
        'drawing',
      ]);
    },
  );

  test('data are images or their z, alike; the model has samples of its own; gaps are said', async () => {
    const keyframes = [image(0), image(1)];
    const look = { out: at('data.png'), frames: 3, method: 'data' };
    const vias = async (more: object, context = idleContext()) => {
      await interpolate(keyframes, { ...look, pathOut: at('data.json'), ...more }, context);
      const path = v.parse(pathFileSchema, JSON.parse(await readFile(at('data.json'), 'utf8')));
      return path.keyframes[0]!.segment.via;
    };
    const ofImages = await vias({ data: images });
    expect(await vias({ data: at('z.npz') })).toEqual(ofImages);
    const own = await makeTestModel(at('with-samples'), { latent: D, side: SIDE });
    await makeTestImages(join(own, 'samples'), { count: COUNT, side: SIDE });
    expect(await vias({ model: own })).toEqual(ofImages);
    // Two heaps of z, far apart, with a keyframe in each.
    const heaps = Float32Array.from({ length: 30 * D }, (_, i) => (i < 15 * D ? 0 : 100) + Math.sin(i));
    await writeFile(at('heaps.npy'), npyFloat32([30, D], heaps));
    const notes: string[] = [];
    const ends = [`${at('heaps.npy')}[0]`, `${at('heaps.npy')}[29]`];
    const context = idleContext({ note: async (words) => void notes.push(words) });
    await interpolate(ends, { ...look, data: at('heaps.npy') }, context);
    expect(notes).toEqual([expect.stringContaining('1 gap is bridged')]);
  });

  test('at constant speed the images change evenly, where else they do not', async () => {
    const keyframes = [image(0), image(1), image(6)];
    const eased = await interpolate(keyframes, { out: at('eased.png'), frames: 30, easing: 'ease-in-out' });
    const even = await interpolate(keyframes, { out: at('even.png'), frames: 30, constantSpeed: true });
    expect(eased.unevenness).toBeGreaterThan(0.3);
    expect(even.unevenness).toBeLessThan(0.1);
  });

  test('a page gives the path, and may ask for what is worked out alone', async () => {
    const segment = { seconds: 2, easing: 'linear', method: 'metric' } as const;
    const path: LatentPath = {
      keyframes: [0, 1].map((i) => ({ id: `k${i}`, name: '', z: Array.from(zOf(i)), segment })),
      ...{ loop: 'once', timeTable: null },
    };
    const given = { model, provider: 'cpu', path };
    const result = await run(
      checkedInput(OPERATIONS.interpolate, { ...given, constantSpeed: true }),
      idleContext(),
    );
    expect(result).toMatchObject({ out: null, frames: 60, seconds: 2, lengths: { image: null } });
    expect(result.path?.keyframes[0]?.segment.via).toHaveLength(15);
    expect(result.path?.timeTable?.[0]).toBe(0);
    const film = { ...given, path: result.path!, out: at('page.gif') };
    const written = await run(checkedInput(OPERATIONS.interpolate, film), idleContext());
    expect(written).toMatchObject({ out: at('page.gif'), frames: 60, path: null });
  });
});

describe('files', () => {
  const films = ['a.gif', 'a.webp', 'a.mp4', 'a.png'];

  test.each(films)(
    '%s: the same command, its path.json and its frames.npz give the same bytes',
    async (name) => {
      const look = { size: 37, filter: 'bilinear' };
      const options = { method: 'slerp', easing: 'ease-out', loop: true, frames: 11, fps: 20 };
      const files = { pathOut: at(`${name}.json`), zOut: at(`${name}.npz`) };
      const notes: string[] = [];
      const context = idleContext({ note: async (words) => void notes.push(words) });
      await interpolate(
        [image(0), image(1), image(4)],
        { out: at(name), ...look, ...options, ...files },
        context,
      );
      const bytes = await readFile(at(name));
      // An MP4 of 37 × 37 pixels has a line of the background beside them.
      expect(notes).toEqual(name === 'a.mp4' ? [expect.stringContaining('38×38')] : []);
      await interpolate([image(0), image(1), image(4)], { out: at(`2${name}`), ...look, ...options });
      expect(await readFile(at(`2${name}`))).toEqual(bytes);
      await interpolate([files.pathOut], { out: at(`3${name}`), ...look });
      expect(await readFile(at(`3${name}`))).toEqual(bytes);
      await interpolate([files.zOut], { out: at(`4${name}`), ...look, fps: 20, loop: true });
      expect(await readFile(at(`4${name}`))).toEqual(bytes);
    },
  );

  test('each format has the frames, the rate and the loop that were asked for', async () => {
    const options = { frames: 12, fps: 25, size: 32, filter: 'nearest', loop: true, zOut: at('f.npz') };
    for (const name of ['f.gif', 'f.webp']) {
      await interpolate([image(0), image(1)], { out: at(name), ...options });
      const { pages, delay, loop, width, pageHeight } = await sharp(at(name), { animated: true }).metadata();
      expect({ pages, loop, width, pageHeight }).toEqual({ pages: 12, loop: 0, width: 32, pageHeight: 32 });
      expect(new Set(delay)).toEqual(new Set([40]));
      // Grey, and blocks of four: nothing is lost.
      const zs = await framesIn('f.npz');
      for (const page of [0, 5, 11]) {
        const pixels = await sharp(at(name), { page }).ensureAlpha().raw().toBuffer();
        const wanted = decodedByHand(zs[page]!, SIDE);
        wanted.forEach((value, i) => {
          const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
          expect(Math.abs(pixels[(y * 4 * 32 + x * 4) * 4]! - value)).toBeLessThanOrEqual(1);
        });
      }
    }
    await interpolate([image(0), image(1)], { out: at('f.mp4'), ...options });
    const mp4 = readMp4(await readFile(at('f.mp4')));
    expect(mp4).toMatchObject({ duration: 0.48, width: 32, height: 32 });
    expect(mp4.samples).toHaveLength(12);
    const sheet = { columns: 5, gap: 3, background: '#ff0000' };
    const { width, height } = await interpolate([image(0), image(1)], {
      out: at('f.png'),
      ...options,
      ...sheet,
    });
    expect([width, height]).toEqual([172, 102]);
    const pixels = await pixelsOf(at('f.png'));
    expect(Array.from(pixels.subarray(32 * 4, 33 * 4))).toEqual([255, 0, 0, 255]);
  });

  test('cancelled, nothing is left', async () => {
    const before = (await readdir(root)).sort();
    for (const name of ['c.gif', 'c.webp', 'c.mp4', 'c.png', 'c/']) {
      const abort = new AbortController();
      const context = idleContext({ signal: abort.signal, progress: async () => abort.abort() });
      await expect(
        interpolate([image(0), image(1)], { out: at(name), size: 16 }, context),
      ).rejects.toMatchObject({
        code: 'cancelled',
      });
    }
    expect((await readdir(root)).sort()).toEqual(before);
  });
});

describe('what is refused', () => {
  const out = { out: '/nowhere/x.gif' };

  beforeAll(async () => {
    await writeFile(at('text.png'), 'this is no image');
    await writeFile(at('broken.json'), '{"format": 1, "frames": 3');
    await writeFile(at('other.json'), JSON.stringify({ format: 1, frames: 3 }));
    await writeFile(at('wide.npy'), npyFloat32([4, 7], new Float32Array(28)));
    await writeFile(at('one.npy'), npyFloat32([1, D], new Float32Array(D)));
    await copyFile(image(0), at('a[1]'));
    await makeTestModel(at('decoder-only'), { latent: D, side: SIDE, parts: 'decoder' });
    await makeTestModel(at('encoder-only'), { latent: D, side: SIDE, parts: 'encoder' });
  });

  test.each<[words: RegExp, keyframes: () => string[], more?: () => object]>([
    [/two keyframes at least/, () => [image(0)]],
    [/"\S+text.png" cannot be used: a text file, not an image/, () => [image(0), at('text.png')]],
    [/There is nothing at "\S+gone.png"/, () => [image(0), at('gone.png')]],
    [/is a folder of 30 images; name one/, () => [images, image(0)]],
    [/has no row 30; its rows are 0 to 29/, () => [image(0), `${at('z.npz')}[30]`]],
    [/holds 30 rows of z; say which: "\S+z.npz\[0\]"/, () => [image(0), at('z.npz')]],
    [/"\S+images" has no rows: it is a folder of 30 images/, () => [image(0), `${images}[3]`]],
    [/"\S+one.npy" has no row 1; its only row is 0/, () => [image(0), `${at('one.npy')}[1]`]],
    [/"\S+gone.npz" cannot be read: not found/, () => [image(0), `${at('gone.npz')}[0]`]],
    [/z is \[4,7\]; this model's z has 5 values/, () => [image(0), `${at('wide.npy')}[0]`]],
    [/"\S+broken.json": it is no JSON/, () => [at('broken.json')]],
    [/"\S+other.json" is no path as --path writes it: model/, () => [at('other.json')]],
    [/"\S+more.idx" has no row 6; its rows are 0 to 5/, () => [image(0), `${at('more.idx')}[6]`]],
    [/"\S+more.idx" holds 6 images; say which: "\S+more.idx\[0\]"/, () => [image(0), at('more.idx')]],
    [/There is no file "\S+gone.json"/, () => [at('gone.json')]],
    [/holds 1 rows; a film has 2 to 10000 frames/, () => [at('one.npy')]],
    [/leave --method out/, () => [at('z.npz')], () => ({ method: 'slerp' })],
    [/leave --ping-pong out/, () => [at('a.gif.json')], () => ({ pingPong: true })],
    [/"cosines" has no encoder, so ".+image-0.png" cannot be encoded/, () => [image(0), image(1)], () => ({ model: at('decoder-only') })],
    [/"cosines" has no decoder/, () => [image(0), image(1)], () => ({ model: at('encoder-only') })],
    [/"cosines" has no samples of its own/, () => [image(0), image(1)], () => ({ method: 'data' })],
    [/The sheet would be 24576×/, () => [image(0), image(1)], () => ({ out: '/nowhere/x.png', size: 4096, frames: 36 })],
    [/The MP4 would be 5000×5000/, () => [image(0), image(1)], () => ({ out: '/nowhere/x.mp4', size: 5000 })],
  ])('%s', async (words, keyframes, more = () => ({})) => {
    await expect(interpolate(keyframes(), { ...out, ...more() })).rejects.toThrow(words);
  }); // prettier-ignore

  test.each([
    [{ frames: 1 }, 'frames: expected a number from 2 to 10000, got 1.'],
    [{ fps: 0 }, 'fps: expected a number from 1 to 120, got 0.'],
    [{ fps: 60 }, 'fps: a GIF shows at most 50 frames a second, got 60; write .webp or .mp4.'],
    [
      { out: 'x.avi' },
      'out: expected a name in .gif, .webp, .mp4 or .png, or a folder\'s (ending in /), got "x.avi".',
    ],
    [{ loop: true, pingPong: true }, 'loop and pingPong exclude each other.'],
    [{ columns: 3 }, 'columns belongs to a contact sheet: give a name in .png as out.'],
    [{ data: 'x', method: 'lerp' }, 'data belongs to method data.'],
    [{ keyframes: undefined }, 'Give keyframes or a path, one of both.'],
  ])('%j: %s', (more, problem) => {
    const given = { model: 'm', keyframes: ['a', 'b'], out: 'x.gif', ...more };
    expect(() => checkedInput(OPERATIONS.interpolate, given)).toThrow(problem);
  });

  test('a file whose name ends as a row does is a file', async () => {
    const result = await interpolate([at('a[1]'), image(1)], {
      out: at('named.png'),
      frames: 2,
      zOut: at('named.npz'),
    });
    expect(result.keyframes).toBe(2);
    expect(bits((await framesIn('named.npz'))[0]!)).toEqual(bits(zOf(0)));
  });

  test('a path of another model is drawn, and said', async () => {
    const other = await makeTestModel(at('other'), { latent: D, side: 12 });
    const notes: string[] = [];
    const context = idleContext({ note: async (words) => void notes.push(words) });
    await interpolate([at('a.gif.json')], { model: other, out: at('other.png') }, context);
    expect(notes).toEqual([expect.stringContaining('another model, "cosines"')]);
  });
});
