import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDrawingFrame } from '../../protocol/codecs/drawingFrame.ts';
import { FitFrameReader, type FitFrame } from '../../protocol/codecs/fitFrames.ts';
import { DRAWING_PATH, FIT_PATH } from '../../protocol/wire.ts';
import { decodedByHand, makeTestModel } from '../workspace/testing/makeTestModel.ts';
import { makeTestImages, testImage } from '../workspace/testing/makeTestImages.ts';
import { TestEngine } from './testing/TestEngine.ts';

const LATENT = 5;
const SIDE = 8;
let root: string;
let engine: TestEngine;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hourglass-drawing-'));
  const model = await makeTestModel(join(root, 'model'), { latent: LATENT });
  const images = await makeTestImages(join(root, 'images'), { count: 12 });
  engine = await TestEngine.start(
    ['--data', join(root, 'data'), '--provider', 'cpu', '--model', model, '--open', images],
    { HOURGLASS_MODELS: root },
  );
  await engine.connect();
  await engine.untilReady();
});

afterAll(async () => {
  await engine?.stop();
  await rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const post = (path: string, query: string, body: Uint8Array, id = engine.collection?.id ?? '') =>
  engine.request(`${path}?id=${id}&${query}`, { method: 'POST', body });
const bytesOf = (body: Buffer) => new Uint8Array(body).buffer;
const framesOf = (body: Buffer): FitFrame[] => [...new FitFrameReader().take(new Uint8Array(body))];
/** What the model draws at a z, as grey bytes: an image that it can draw exactly. */
const drawnAt = (z: readonly number[]) => Uint8Array.from(decodedByHand(z), Math.round);
const Z = [0.6, -0.4, 0.3, 0.2, -0.5];
const SIZE = `width=${SIDE}&height=${SIDE}&channels=1`;

test('a picture of the model’s own size is encoded as it is, and drawn beside', async () => {
  const pixels = drawnAt(Z);
  const answer = await post(DRAWING_PATH, SIZE, pixels);
  expect(answer.status, answer.body.toString('latin1').slice(0, 300)).toBe(200);
  const read = readDrawingFrame(bytesOf(answer.body));
  // Cosines are orthonormal: the encoder gives back what was drawn, but for the rounding to bytes.
  read.z.forEach((value, d) => expect(Math.abs(value - Z[d]!)).toBeLessThan(0.02));
  expect([read.width, read.height]).toEqual([SIDE, SIDE]);
  pixels.forEach((value, i) => expect(read.original[i * 4]).toBe(value));
  expect(read.quality.mse).toBeLessThan(1e-5);
});

test('a larger picture, in colour or grey, is made to fit as images from files are', async () => {
  const pixels = drawnAt(Z);
  const factor = 4;
  const side = SIDE * factor;
  const large = (channels: number) =>
    Uint8Array.from({ length: side * side * channels }, (_, at) => {
      const pixel = Math.floor(at / channels);
      return pixels[
        Math.floor(Math.floor(pixel / side) / factor) * SIDE + Math.floor((pixel % side) / factor)
      ]!;
    });
  for (const channels of [1, 3]) {
    const query = `width=${side}&height=${side}&channels=${channels}`;
    const answer = await post(DRAWING_PATH, query, large(channels));
    const { z, original } = readDrawingFrame(bytesOf(answer.body));
    pixels.forEach((value, i) => expect(Math.abs(original[i * 4]! - value)).toBeLessThanOrEqual(25));
    z.forEach((value, d) => expect(Math.abs(value - Z[d]!)).toBeLessThan(0.1));
  }
});

test('a fit is told step by step, and comes to what can be drawn', async () => {
  const pixels = drawnAt(Z);
  const frames = framesOf((await post(FIT_PATH, SIZE, pixels)).body);
  expect(frames.at(-1)).toEqual({ kind: 'end' });
  const steps = frames.flatMap((frame) => (frame.kind === 'step' ? [frame] : []));
  expect(steps[0]!.step).toBe(0);
  const errors = steps.map(({ fit }) => fit.quality.mse);
  expect(errors.every((mse, i) => i === 0 || mse < errors[i - 1]!)).toBe(true);
  expect(errors.at(-1)).toBeLessThan(1e-5);
});

test('a row is fitted by its number', async () => {
  const names = await Promise.all([0, 1, 2].map((row) => engine.call('pointDetails', row)));
  const { index, name } = names[1]!;
  const frames = framesOf((await post(FIT_PATH, `row=${index}`, new Uint8Array(0))).body);
  const [first] = frames;
  if (first?.kind !== 'step') throw new Error(`Expected a step, got ${JSON.stringify(first)}.`);
  const number = Number(/image-(\d+)/.exec(name)?.[1]);
  testImage(number).forEach((value, i) => expect(first.fit.original[i * 4]).toBe(value));
  // A linear model's encoder is right from the start.
  names[1]!.z.forEach((value, d) => expect(Math.abs(first.fit.z[d]! - value)).toBeLessThan(1e-5));
  expect(frames.at(-1)).toEqual({ kind: 'end' });
});

test('what is no picture is refused in words; of another collection nothing is said', async () => {
  for (const [path, query, bytes, words] of [
    [DRAWING_PATH, SIZE, 63, 'expected 64 bytes of pixels as the body, got 63'],
    [DRAWING_PATH, 'width=8&height=8&channels=2', 128, '1 or 3 channels, got 8×8×2'],
    [DRAWING_PATH, 'width=0&height=8&channels=1', 0, 'a picture of 1 to 4096 pixels'],
    [FIT_PATH, 'width=5000&height=8&channels=1', 8, 'got 5000×8×1'],
    [FIT_PATH, 'row=12', 0, 'There is no image 12'],
    [FIT_PATH, 'row=x', 0, 'expected a whole number as'],
  ] as const) {
    const refused = await post(path, query, new Uint8Array(bytes));
    expect([refused.status, refused.body.toString()]).toEqual([400, expect.stringContaining(words)]);
  }
  expect((await post(DRAWING_PATH, SIZE, new Uint8Array(64), 'another')).status).toBe(204);
});

test('without an encoder a picture is refused in words, and a fit begins at the best of many z', async () => {
  const folder = await makeTestModel(join(root, 'generator'), { latent: LATENT, parts: 'decoder' });
  await engine.call('openModel', folder);
  await engine.until(() => engine.collection?.state === 'sampled');
  const refused = await post(DRAWING_PATH, SIZE, drawnAt(Z));
  expect([refused.status, refused.body.toString()]).toEqual([404, expect.stringContaining('has no encoder')]);
  const frames = framesOf((await post(FIT_PATH, SIZE, drawnAt(Z))).body);
  const last = frames.flatMap((frame) => (frame.kind === 'step' ? [frame.fit] : [])).at(-1)!;
  last.z.forEach((value, d) => expect(Math.abs(value - Z[d]!)).toBeLessThan(0.03));
  const row = await post(FIT_PATH, 'row=0', new Uint8Array(0));
  expect([row.status, row.body.toString()]).toEqual([400, expect.stringContaining('drawn from the prior')]);
});
