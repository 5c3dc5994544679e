import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { readReconstruction } from '../../protocol/codecs/reconstructionFrame.ts';
import { readRowOrder } from '../../protocol/codecs/rowOrder.ts';
import { readTraversalFrame } from '../../protocol/codecs/traversalFrame.ts';
import { dot, PAGE_TRAVERSAL_ORDERS, traversalLatents } from '../../protocol/traversal.ts';
import { NO_CODE } from '../../protocol/columns.ts';
import { chartOf } from '../../protocol/projection.ts';
import {
  RECONSTRUCTION_PATH,
  BUNDLED_PREVIEW_PATH,
  COLUMN_PATH,
  NEAREST_PATH,
  ORDER_PATH,
  ORIGINAL_PATH,
  ROWS_PATHS,
  TRAVERSAL_PATH,
  SOCKET_PATH,
  UPLOAD_PATH,
} from '../../protocol/wire.ts';
import { openModel } from '../models/openModel.ts';
import { makeTestImages, testImage } from '../workspace/testing/makeTestImages.ts';
import { decodedByHand, makeTestModel } from '../workspace/testing/makeTestModel.ts';
import { StartSecret, TOKEN_PARAMETER } from './StartSecret.ts';
import { TestEngine } from './testing/TestEngine.ts';

const LATENT = 5;
const COUNT = 40;
let root: string;
let modelFolder: string;
let imagesFolder: string;
let engine: TestEngine;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hourglass-server-'));
  const models = join(root, 'models');
  const page = join(root, 'page');
  await writeFile(join(await makeTestModel(join(models, 'pictured')), 'preview.webp'), 'a strip');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(page, 'assets', 'main-1234.js'), 'export {};');
  await writeFile(join(root, 'secret.json'), '"secret"');
  await symlink(join(root, 'secret.json'), join(page, 'link.json'));
  modelFolder = await makeTestModel(join(root, 'model'), { latent: LATENT });
  imagesFolder = await makeTestImages(join(root, 'images'), { count: COUNT });
  await writeFile(join(imagesFolder, 'broken.png'), 'this is no PNG file');
  const args = ['--data', join(root, 'data'), '--page', page, '--provider', 'cpu', '--model', modelFolder];
  engine = await TestEngine.start([...args, '--open', imagesFolder], { HOURGLASS_MODELS: models });
  await engine.connect();
  await engine.untilReady();
});

afterAll(async () => {
  await engine?.stop();
  // A job may still be writing its compile cache in the moment after its engine is gone.
  await rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const rowsOf = async (kind: keyof typeof ROWS_PATHS, from: number, to: number) =>
  engine.request(`${ROWS_PATHS[kind]}?id=${engine.collection?.id}&from=${from}&to=${to}`);
const floats = (body: Buffer) => Array.from({ length: body.length / 4 }, (_, i) => body.readFloatLE(i * 4));

describe('state and rows', () => {
  test('the state names the model, the whole collection and its unreadable file', async () => {
    const state = await engine.call('state');
    expect(state.model).toMatchObject({ name: 'cosines', latentSize: LATENT, hasEncoder: true });
    expect(state.collection).toMatchObject({
      state: 'ready',
      count: COUNT,
    });
    const { unreadable, unreadableCount } = state.collection!;
    expect(unreadable.map(({ path }) => path)).toEqual([join(imagesFolder, 'broken.png')]);
    expect(unreadableCount).toBe(1);
    expect(await engine.call('unreadable', 0, 5)).toEqual(unreadable);
    expect(await engine.call('unreadable', 1, 5)).toEqual([]);
    await expect(engine.call('unreadable', 0, 1001)).rejects.toThrow(/unreadable, .*1000/);
    const label = state.collection?.columns.find(({ name }) => name === 'label');
    expect(label).toMatchObject({ type: 'category', origin: 'images', known: COUNT });
    expect(label?.categories).toEqual([
      { name: 'even', count: COUNT / 2 },
      { name: 'odd', count: COUNT / 2 },
    ]);
    expect(state.projection?.kind).toBe('pca');
    expect(state.recent[0]?.name).toBe('cosines');
  });

  test('latents are what the model encodes, columns and tiles come with them', async () => {
    const details = await engine.call('pointDetails', 0);
    expect(details).toMatchObject({ name: 'even/image-0.png', isGone: false, values: { label: 'even' } });
    const latents = await rowsOf('latents', 0, COUNT);
    expect(floats(latents.body).slice(0, LATENT)).toEqual(details.z);
    const model = await openModel(modelFolder, { provider: 'cpu' });
    const expected = await model.encode(testImage(0), 1);
    await model.dispose();
    details.z.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));

    const labels = await engine.request(
      `${COLUMN_PATH}?id=${engine.collection?.id}&name=label&from=0&to=${COUNT}`,
    );
    const codes = Array.from({ length: COUNT }, (_, i) => labels.body.readUInt16LE(2 * i));
    expect(new Set(codes)).toEqual(new Set([0, 1]));
    expect(codes).not.toContain(NO_CODE);
    expect((await rowsOf('states', 0, COUNT)).body.equals(Buffer.alloc(COUNT))).toBe(true);
    const tileSize = engine.collection?.tileSize ?? 0;
    const tileBytes = tileSize * tileSize * 4;
    const inOrder = (await rowsOf('tiles', 3, 5)).body;
    expect(inOrder.length).toBe(2 * tileBytes);
    const anyRows = await engine.request(`${ROWS_PATHS.tiles}?id=${engine.collection?.id}&rows=4,3,4`);
    const [three, four] = [inOrder.subarray(0, tileBytes), inOrder.subarray(tileBytes)];
    expect(anyRows.body.equals(Buffer.concat([four, three, four]))).toBe(true);
    for (const rows of ['', '3,', 'x', '99999']) {
      const refused = await engine.request(`${ROWS_PATHS.tiles}?id=${engine.collection?.id}&rows=${rows}`);
      expect(refused.status).toBe(400);
    }
  });

  test('positions are axes · (z − mean)', async () => {
    const { projection } = await engine.call('state');
    const chart = chartOf(projection)!;
    const z = (await engine.call('pointDetails', 7)).z;
    const answer = await rowsOf('positions', 7, 8);
    expect(answer.headers['x-projection-version']).toBe(String(projection!.version));
    floats(answer.body).forEach((value, axis) => {
      const expected = chart.axes[axis]!.reduce(
        (sum, weight, d) => sum + weight * (z[d]! - chart.mean[d]!),
        0,
      );
      expect(value).toBeCloseTo(expected, 5);
    });
  });

  test('what is asked of another collection is answered by nothing', async () => {
    const paths = [...Object.values(ROWS_PATHS), COLUMN_PATH, ORDER_PATH, RECONSTRUCTION_PATH, ORIGINAL_PATH];
    for (const path of paths) {
      const answer = await engine.request(`${path}?id=another&from=0&to=1&name=label&index=0`);
      expect([answer.status, answer.body.length], path).toEqual([204, 0]);
    }
  });

  test('rows come in the order of a column, of their names, and of their distance from a z', async () => {
    const id = engine.collection?.id;
    const read = ({ body }: { body: Buffer }) => readRowOrder(new Uint8Array(body).buffer);
    const byLabel = read(await engine.request(`${ORDER_PATH}?id=${id}&name=label`));
    const labels = await Promise.all(
      [...byLabel.rows].map(async (row) => (await engine.call('pointDetails', row)).values['label']),
    );
    expect([byLabel.known, byLabel.distances]).toEqual([COUNT, null]);
    expect(labels).toEqual([...labels].sort());
    expect(read(await engine.request(`${ORDER_PATH}?id=${id}`)).rows).toHaveLength(COUNT);
    expect((await engine.request(`${ORDER_PATH}?id=${id}&name=none`)).status).toBe(204);

    const { z } = await engine.call('pointDetails', 3);
    const post = (body: Uint8Array, of = id) =>
      engine.request(`${NEAREST_PATH}?id=${of}`, { method: 'POST', body });
    const bytes = new Uint8Array(Float32Array.from(z).buffer);
    const nearest = read(await post(bytes));
    expect(nearest.distances?.[3]).toBe(0);
    const sorted = [...nearest.rows].map((row) => nearest.distances![row]!);
    expect(sorted).toEqual(sorted.toSorted((a, b) => a - b));
    const short = await post(bytes.subarray(4));
    expect([short.status, short.body.toString()]).toEqual([400, expect.stringContaining(`z [${LATENT}]`)]);
    expect((await post(bytes, 'another')).status).toBe(204);
  });

  test('a traversal is the decode of each of its z, around the one that was sent', async () => {
    const id = engine.collection?.id;
    const post = (query: string, z: ArrayLike<number> = [0.1, 0.2, -0.1, 0, 0.3], of = id) =>
      engine.request(`${TRAVERSAL_PATH}?id=${of}&${query}`, {
        method: 'POST',
        body: new Uint8Array(Float32Array.from(z).buffer),
      });
    const start = Float32Array.of(0.1, 0.2, -0.1, 0, 0.3);
    const { mean, std } = await engine.call('histograms');
    for (const order of PAGE_TRAVERSAL_ORDERS.filter((each) => each !== 'kl')) {
      const answer = await post(`order=${order}&rows=3&columns=5&range=3`);
      expect(answer.status, answer.body.toString('latin1').slice(0, 300)).toBe(200);
      const grid = readTraversalFrame(new Uint8Array(answer.body).buffer);
      expect([grid.rows.length, grid.width, grid.height]).toEqual([3, 8, 8]);
      expect(grid.offsets).toEqual([-3, -1.5, 0, 1.5, 3]);
      const z = traversalLatents(start, grid.rows, grid.offsets);
      for (let cell = 0; cell < 15; cell++) {
        const expected = decodedByHand(z.subarray(cell * LATENT, (cell + 1) * LATENT));
        expected.forEach((value, pixel) =>
          expect(Math.abs(grid.rgba[(cell * 64 + pixel) * 4]! - value)).toBeLessThanOrEqual(1),
        );
      }
      const [first, second] = grid.rows;
      if (order === 'directions') expect(first!.gain).toBeGreaterThanOrEqual(second!.gain!);
      else if (order === 'components') {
        expect(first!.share).toBeGreaterThanOrEqual(second!.share!);
        expect(first!.middle).toBeCloseTo(dot(first!.direction!, start), 5);
      } else {
        expect(first!.middle).toBeCloseTo(mean[first!.dimension!]!, 6);
        const measure = order === 'variance' ? 'deviation' : 'change';
        expect(first![measure]).toBeGreaterThanOrEqual(second![measure]!);
      }
      if (order === 'variance') expect(first!.deviation).toBeCloseTo(Math.max(...std), 6);
    }
    expect((await post('order=change&rows=3&columns=5&range=3', start, 'another')).status).toBe(204);
    for (const [query, z, words] of [
      [
        'order=size&rows=3&columns=5&range=3',
        start,
        'expected one of change, variance, kl, directions, components',
      ],
      ['order=change&rows=0&columns=5&range=3', start, 'expected 1 to 64 as'],
      ['order=change&rows=3&columns=22&range=3', start, 'expected 1 to 21 as'],
      ['order=change&rows=3', start, 'expected a whole number as'],
      ['order=change&rows=3&columns=5&range=4', start, 'expected 1 to 3 as'],
      // No VAE: said in words.
      ['order=kl&rows=3&columns=5&range=3', start, 'has no KL'],
      ['order=change&rows=3&columns=5&range=3', start.subarray(1), `z [${LATENT}]`],
      ['order=change&rows=3&columns=5&range=3', [NaN, 0, 0, 0, 0], 'expected finite numbers'],
    ] as const) {
      const refused = await post(query, z);
      expect([refused.status, refused.body.toString()]).toEqual([400, expect.stringContaining(words)]);
    }
  });

  test('rows beyond the last are refused', async () => {
    const beyond = await rowsOf('latents', 0, COUNT + 1);
    expect(beyond.status).toBe(400);
    expect(beyond.body.toString()).toContain(`within the ${COUNT} rows`);
    expect((await rowsOf('latents', -1, 1)).status).toBe(400);
  });

  test('histograms count every image in every dimension', async () => {
    const { counts } = await engine.call('histograms');
    expect(counts).toHaveLength(LATENT);
    for (const bins of counts) expect(bins.reduce((sum, value) => sum + value, 0)).toBe(COUNT);
  });
});

describe('decoding', () => {
  test('a decode frame holds what the decoder draws, with the stamp it was asked with', async () => {
    const z = Float32Array.from([0.5, -1, 0.25, 2, -0.75]);
    const reply = await engine.decode(z, 41, 1234.5);
    expect(reply).toMatchObject({ kind: 'image', stampMs: 1234.5, width: 8, height: 8 });
    if (reply.kind === 'error') throw new Error(reply.error.message);
    expect(reply.decodeMs).toBeGreaterThan(0);
    const { rgba } = reply;
    expect(rgba.length).toBe(8 * 8 * 4);
    decodedByHand(z).forEach((value, pixel) => {
      expect(Math.abs(rgba[pixel * 4]! - value)).toBeLessThanOrEqual(1);
      expect(rgba[pixel * 4 + 3]).toBe(255);
    });
    const model = await openModel(modelFolder, { provider: 'cpu' });
    expect(Buffer.from(await model.decode(z, 1)).equals(Buffer.from(rgba))).toBe(true);
    await model.dispose();
  });

  test('z of another size is answered with words, and the connection stays', async () => {
    const reply = await engine.decode(new Float32Array(LATENT + 1), 42, 1);
    expect(reply).toMatchObject({
      kind: 'error',
      error: { code: 'bad-request', message: expect.stringContaining('expected z [5], got [6]') },
    });
    expect((await engine.decode(new Float32Array(LATENT), 43, 1)).kind).toBe('image');
  });

  test('many decodes at once are all answered, an image or a word that a newer one came', async () => {
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        engine.decode(new Float32Array(LATENT).fill(i / 100), 1000 + i, i),
      ),
    );
    const kinds = replies.map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['image', 'error']));
    expect(kinds.at(-1)).toBe('image');
  });
});

describe('one image', () => {
  test('a reconstruction frame holds x, x̂ and how near they are', async () => {
    const { body } = await engine.request(`${RECONSTRUCTION_PATH}?id=${engine.collection?.id}&index=0`);
    const shown = readReconstruction(Uint8Array.from(body).buffer);
    expect(shown).toMatchObject({ width: 8, height: 8 });
    const { original: x, reconstruction: xHat, quality } = shown;
    const pixels = testImage(0);
    let squares = 0;
    for (let i = 0; i < 64; i++) {
      expect(x[i * 4]).toBe(pixels[i]);
      squares += ((x[i * 4]! - xHat[i * 4]!) / 255) ** 2;
    }
    expect(quality.mse).toBeCloseTo(squares / 64, 6);
    expect(quality.psnr).toBeCloseTo(-10 * Math.log10(squares / 64), 3);
    expect(quality.ssim).toBeLessThan(1);
  });

  test('the original is the file itself, sealed off from the page', async () => {
    const { path } = await engine.call('pointDetails', 2);
    const original = `${ORIGINAL_PATH}?id=${engine.collection?.id}`;
    const answer = await engine.request(`${original}&index=2`);
    expect(answer.headers['content-type']).toBe('image/png');
    expect(answer.headers['content-security-policy']).toContain('sandbox');
    expect(answer.body.equals(await readFile(path))).toBe(true);
    expect((await engine.request(`${original}&index=99999`)).status).toBe(400);
    expect((await engine.request(`${original}&index=../../secret`)).status).toBe(400);
  });
});

describe('bundled models', () => {
  test('have a strip of samples where there is one', async () => {
    expect((await engine.call('state')).bundled).toMatchObject([{ name: 'pictured', hasPreview: true }]);
    const answer = await engine.request(`${BUNDLED_PREVIEW_PATH}?name=pictured`);
    expect(answer.headers['content-type']).toBe('image/webp');
    expect(answer.body.toString()).toBe('a strip');
  });

  test.each(['other', '..', '../models/pictured', ''])('the name "%s" is none', async (name) => {
    const answer = await engine.request(`${BUNDLED_PREVIEW_PATH}?name=${encodeURIComponent(name)}`);
    expect(answer.status).toBe(404);
  });
});

describe('who may come in', () => {
  const arrive = (token: string, headers: Record<string, string> = {}, method = 'GET') =>
    engine.requestAsStranger(`/?${TOKEN_PARAMETER}=${token}`, { headers, method });
  const latents = `${ROWS_PATHS.latents}?id=x&from=0&to=1`;

  test('without a token nothing is told', async () => {
    for (const path of ['/', '/index.html', '/assets/main-1234.js', `/${latents}`]) {
      expect((await engine.requestAsStranger(path)).status).toBe(403);
      const withCookie = await engine.requestAsStranger(path, { headers: { cookie: engine.cookie } });
      expect(withCookie.status).toBe(403);
      expect(withCookie.body.toString()).toContain('needs a token');
    }
  });

  test.each([
    ['none', ''],
    ['that of nobody', 'AAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['of another start', new StartSecret().newToken()],
  ])('a wrong token lets nobody in: %s', async (_what, token) => {
    const answer = await arrive(token);
    expect(answer.status).toBe(403);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('a token leads to the secret path, with a cookie for it; both then suffice', async () => {
    const arrival = await arrive(engine.secret.newToken());
    expect(arrival.status).toBe(303);
    const path = arrival.headers.location ?? '';
    const cookie = arrival.headers['set-cookie']?.[0] ?? '';
    expect(path).toMatch(/^\/[\w-]{40,}\/$/);
    expect(cookie.endsWith(`; HttpOnly; SameSite=Strict; Path=${path}`)).toBe(true);
    expect(cookie).not.toContain(path.slice(1, -1) + ';');
    const headers = { cookie: `other=1; ${cookie.split(';')[0]!}` };
    const page = await engine.requestAsStranger(path, { headers });
    expect(page.body.toString()).toContain('<title>page</title>');
    const script = await engine.requestAsStranger(`${path}assets/main-1234.js`, { headers });
    expect(script.status).toBe(200);
    expect(script.headers['cache-control']).toContain('immutable');
  });

  test('a used token is refused with words, the next one is not; asking for the head uses none up', async () => {
    const token = engine.secret.newToken();
    expect((await arrive(token, {}, 'HEAD')).status).toBe(403);
    expect((await arrive(token)).status).toBe(303);
    const again = await arrive(token);
    expect(again.status).toBe(403);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.body.toString()).toContain('Press Enter');
    expect((await arrive(engine.secret.newToken())).status).toBe(303);
  });

  test('of many who bring one token at once, one is let in', async () => {
    const token = engine.secret.newToken();
    const answers = await Promise.all(Array.from({ length: 20 }, () => arrive(token)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  });

  test('the address that the engine tells lets in one', async () => {
    const { pathname, search } = new URL(engine.url);
    expect((await engine.requestAsStranger(pathname + search)).status).toBe(303);
    expect((await engine.requestAsStranger(pathname + search)).status).toBe(403);
  });

  test('from another page’s link, a page of our own leads in: a redirect would lose the cookie', async () => {
    const arrival = await arrive(engine.secret.newToken(), { 'sec-fetch-site': 'cross-site' });
    expect(arrival.status).toBe(200);
    expect(arrival.headers['set-cookie']?.[0]).toContain(engine.secret.cookie);
    expect(arrival.body.toString()).toContain(`content="0;url=${engine.secret.path}"`);
  });

  test('the path without the cookie is refused, and so is a wrong cookie', async () => {
    for (const cookie of ['', 'hourglass=', 'hourglass=wrong', `other=${engine.secret.cookie}`]) {
      expect((await engine.request('', { headers: { cookie } })).status).toBe(403);
      expect((await engine.request(latents, { headers: { cookie } })).status).toBe(403);
    }
    const both = `hourglass=wrong; ${engine.cookie}`;
    expect((await engine.request('', { headers: { cookie: both } })).status).toBe(200);
  });

  test.each(['cross-site', 'same-site'])('what another page fetches is refused: %s', async (site) => {
    const headers = { 'sec-fetch-site': site };
    expect((await engine.request(latents, { headers })).status).toBe(403);
    expect((await engine.request('', { headers })).status).toBe(403);
    for (const own of ['same-origin', 'none']) {
      expect((await engine.request('', { headers: { 'sec-fetch-site': own } })).status).toBe(200);
    }
  });

  test('the page comes with a strict policy', async () => {
    const { headers } = await engine.request('');
    const policy = headers['content-security-policy'] as string;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  test.each<Record<string, string>>([
    { host: 'evil.example' },
    { host: '0.0.0.0' },
    { origin: 'http://evil.example' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'null' },
  ])('another Host and another Origin are refused, let in or not: %o', async (headers) => {
    expect((await engine.request('', { headers })).status).toBe(403);
    const token = engine.secret.newToken();
    expect((await arrive(token, headers)).status).toBe(403);
    expect((await arrive(token)).status).toBe(303);
  });

  test('over a tunnel the page has another port, and its own Host', async () => {
    const own = { host: 'localhost:9999', origin: 'http://localhost:9999' };
    expect((await engine.request('', { headers: own })).status).toBe(200);
  });

  const answerTo = (socket: WebSocket): Promise<unknown> =>
    new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.on('open', () => {
        resolve('open');
        socket.terminate();
      });
      socket.on('error', () => {});
    });

  test('a WebSocket is let in as the page is', async () => {
    expect(await answerTo(engine.webSocket())).toBe('open');
  });

  test.each<[string, Parameters<TestEngine['webSocket']>[0]]>([
    ['without a cookie', { headers: { cookie: '' } }],
    ['without the path', { path: `/${SOCKET_PATH}` }],
    ['without an Origin', { headers: { origin: '' } }],
    ['with another origin', { headers: { origin: 'http://evil.example' } }],
    ['of another site', { headers: { 'sec-fetch-site': 'cross-site' } }],
  ])('a WebSocket %s is refused', async (_what, options) => {
    expect(await answerTo(engine.webSocket(options))).toBe(403);
  });

  test('a token opens no WebSocket', async () => {
    const path = `/${SOCKET_PATH}?${TOKEN_PARAMETER}=${engine.secret.newToken()}`;
    expect(await answerTo(engine.webSocket({ path, headers: { cookie: '' } }))).toBe(403);
  });

  test.each(['%2e%2e%2fsecret.json', '..%2fsecret.json', '..%5csecret.json', 'link.json', '/secret.json'])(
    'nothing outside the page is served: %s',
    async (path) => {
      const answer = await engine.request(path);
      expect(answer.status).toBe(404);
      expect(answer.body.toString()).not.toContain('"secret"');
      expect(answer.body.toString()).not.toContain(engine.secret.path);
    },
  );

  test.each(['../secret.json', '%2e%2e/secret.json'])(
    'nothing above the path is served: %s',
    async (path) => {
      const answer = await engine.request(path);
      expect(answer.status).toBe(403);
      expect(answer.body.toString()).not.toContain('"secret"');
    },
  );

  test('a path of many letters is told in few', async () => {
    const { status, body } = await engine.request('a/'.repeat(4000));
    const { code, message } = JSON.parse(body.toString()) as { code: string; message: string };
    expect([status, code, message.length]).toEqual([404, 'not-found', 400]);
  });

  test('a method that is not offered is refused', async () => {
    expect((await engine.request('', { method: 'DELETE' })).status).toBe(405);
    expect((await engine.request(UPLOAD_PATH)).status).toBe(405);
  });
});

describe('calls', () => {
  test('a failure arrives with its code and words', async () => {
    await expect(engine.call('openModel', join(root, 'nowhere'))).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('nowhere'),
    });
    expect((await engine.call('state')).model?.name).toBe('cosines');
  });

  test('what a page sends is checked, and the field is named', async () => {
    await expect(engine.call('pointDetails', -1)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(engine.call('setSettings', { background: 'red' })).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringContaining('setSettings, background'),
    });
    const options = { images: [imagesFolder], latent: 0 };
    await expect(engine.call('planTraining', options)).rejects.toMatchObject({ code: 'bad-request' });
  });

  test.each([
    'null',
    'true',
    '7',
    '[]',
    '{}',
    'no JSON',
    '{"t":"q","m":null,"a":[],"i":"1"}',
    '{"t":"q","m":{"toString":"state"},"a":[],"i":"1"}',
    '{"t":"q","m":["state"],"a":[],"i":"1"}',
    '{"t":"q","m":"state","i":"1"}',
    '{"t":"q","m":"setTag","a":{"length":1e9},"i":"1"}',
    '{"t":"q","m":"state","a":[],"i":{"toString":null}}',
    '{"t":"s","i":"1","r":null}',
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  ])('a text that is no call ends its own connection and nothing else: %.60s', async (text) => {
    const socket = engine.webSocket();
    await once(socket, 'open');
    socket.send(text);
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1003);
    expect((await engine.call('state')).model?.name).toBe('cosines');
  });

  test('an argument that is nested without end is refused by its call, and the connection stays', async () => {
    const socket = engine.webSocket();
    await once(socket, 'open');
    const deep = `${'{"background":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    for (const name of ['setSettings', 'correctModel', 'saveDocument', 'startOperation', 'document']) {
      socket.send(`{"t":"q","m":"${name}","a":[${deep},${deep}],"i":"${name}"}`);
      const answered = new Promise((resolve) => {
        socket.on('message', (data: Buffer) => {
          const answer = JSON.parse(data.toString()) as { i?: string; e?: unknown };
          if (answer.i === name) resolve(answer.e);
        });
      });
      expect(await answered).toMatchObject({ code: expect.any(String), message: expect.any(String) });
    }
    socket.close();
    expect((await engine.call('state')).notices).toEqual([]);
  });

  test('what names a list without end, or no call at all, is told in words of its own', async () => {
    const socket = engine.webSocket();
    await once(socket, 'open');
    const answered = new Promise((resolve) => {
      const errors: Record<string, unknown> = {};
      socket.on('message', (data: Buffer) => {
        const { i, e } = JSON.parse(data.toString()) as { i?: string; e?: unknown };
        if (i !== undefined) errors[i] = e;
        if (Object.keys(errors).length === 3) resolve(errors);
      });
    });
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    socket.send(`{"t":"q","m":"startOperation","a":[${deep},{}],"i":"deep"}`);
    socket.send('{"t":"q","m":"constructor","a":["return 1"],"i":"own"}');
    socket.send('{"t":"q","m":"resumeJob ","a":[],"i":"near"}');
    const unknown = {
      code: 'bad-request',
      message: expect.stringMatching(/does not know.* Reload the page/),
    };
    expect(await answered).toEqual({
      deep: { code: 'bad-request', message: expect.stringMatching(/^startOperation, /) },
      own: unknown,
      near: unknown,
    });
    socket.close();
  });

  test('a folder can be looked into', async () => {
    const listing = await engine.call('browse', root);
    const kinds = Object.fromEntries(listing.entries.map(({ name, kind }) => [name, kind]));
    expect(kinds).toMatchObject({ images: 'folder', model: 'model', 'secret.json': 'other' });
    expect(listing.parent).toBe(tmpdir());
    const inside = await engine.call('browse', join(imagesFolder, 'even'));
    expect(inside.entries[0]).toMatchObject({ kind: 'image' });
    expect(inside.entries.map(({ name }) => name).slice(0, 2)).toEqual(['image-0.png', 'image-2.png']);
  });
});

describe('dropped files', () => {
  const upload = (name: string, body: Uint8Array) =>
    engine.request(UPLOAD_PATH, {
      method: 'POST',
      body,
      headers: { 'x-file-name': encodeURIComponent(name) },
    });

  test('a file is kept under its name in its folder, a second one beside it', async () => {
    const body = new TextEncoder().encode('an image');
    const first = JSON.parse((await upload('holiday/é 1.png', body)).body.toString()) as { path: string };
    const second = JSON.parse((await upload('holiday/é 1.png', body)).body.toString()) as { path: string };
    expect(first.path.startsWith(join(root, 'data', 'uploads'))).toBe(true);
    expect(first.path.endsWith(join('holiday', 'é 1.png'))).toBe(true);
    expect(second.path.endsWith(join('holiday', 'é 1 (2).png'))).toBe(true);
    expect(await readFile(second.path, 'utf8')).toBe('an image');
  });

  test.each(['../../escape.png', '/etc/passwd', 'a/../../b.png', '.hidden', '', 'c:\\x.png', 'a//b.png'])(
    'the name "%s" is refused',
    async (name) => {
      expect((await upload(name, new Uint8Array(3))).status).toBe(400);
    },
  );

  test.each(['aux.png', 'CON/1.png', 'a/LPT1.txt'])(
    'the name "%s" is refused, since Windows keeps it',
    async (name) => {
      const { status, body } = await upload(name, new Uint8Array(3));
      expect(status).toBe(400);
      expect(body.toString()).toMatch(/cannot be taken in: Windows keeps this name for a device/);
    },
  );

  test('dropped images land among the others, and the same ones not twice', async () => {
    const png = await sharp(testImage(77), { raw: { width: 8, height: 8, channels: 1 } })
      .png()
      .toBuffer();
    const { path } = JSON.parse((await upload('new.png', png)).body.toString()) as { path: string };
    const before = engine.collection!.id;
    await engine.call('addImages', [path]);
    await engine.until(() => engine.collection?.state === 'ready' && engine.collection.count === COUNT + 1);
    expect(engine.collection?.id).toBe(before);
    expect((await engine.call('pointDetails', COUNT)).path).toBe(path);
    await expect(engine.call('addImages', [path])).rejects.toMatchObject({
      code: 'bad-images',
      message: expect.stringContaining('already'),
    });
    await engine.untilReady();
  });
});
