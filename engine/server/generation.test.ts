import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SampleQuestion } from '../../protocol/generation.ts';
import { PICTURES_PATH, ROWS_PATHS } from '../../protocol/wire.ts';
import { Random } from '../random/Random.ts';
import { makeTestImages } from '../workspace/testing/makeTestImages.ts';
import { decodedByHand, makeTestModel } from '../workspace/testing/makeTestModel.ts';
import { TestEngine } from './testing/TestEngine.ts';

const LATENT = 5;
const COUNT = 40;
const GENERATOR = fileURLToPath(new URL('../models/fixtures/generator', import.meta.url));
let root: string;
let engine: TestEngine;

async function startWith(...args: string[]): Promise<TestEngine> {
  const started = await TestEngine.start(['--data', await mkdtemp(join(root, 'data-')), '--page', root, '--provider', 'cpu', ...args], { HOURGLASS_MODELS: join(root, 'none') }); // prettier-ignore
  await started.connect();
  await started.untilReady();
  return started;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hourglass-generation-'));
  const model = await makeTestModel(join(root, 'model'), { latent: LATENT });
  engine = await startWith(
    '--model',
    model,
    '--open',
    await makeTestImages(join(root, 'images'), { count: COUNT }),
  );
});

afterAll(async () => {
  await engine?.stop();
  await rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const asked = (question: Partial<SampleQuestion> = {}): SampleQuestion => ({
  ...{ source: 'prior', rows: null, around: null, count: 6, temperature: 1, seed: 7 },
  ...question,
});
const draw = (question: Partial<SampleQuestion> = {}, of = engine) => of.call('drawSamples', asked(question));

async function latents(of = engine): Promise<number[][]> {
  const { id, count, latentSize } = of.collection!;
  const { body } = await of.request(`${ROWS_PATHS.latents}?id=${id}&from=0&to=${count}`);
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: latentSize }, (_, d) => body.readFloatLE(4 * (row * latentSize + d))),
  );
}
const distance = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(...a.map((value, d) => value - b[d]!));

describe('drawn z', () => {
  test('from the prior: those of the seed, the first of many those of few, scaled by the temperature', async () => {
    const { samples, components, fitted } = await draw();
    expect([components, fitted]).toEqual([null, 0]);
    samples.forEach(({ z }, i) => {
      const random = new Random(7, 'sample', i);
      z.forEach((value) => expect(value).toBe(Math.fround(random.normal())));
    });
    expect(new Set(samples.map(({ z }) => z.join())).size).toBe(6);
    expect((await draw({ count: 3 })).samples).toEqual(samples.slice(0, 3));
    expect((await draw({ seed: 8 })).samples[0]!.z).not.toEqual(samples[0]!.z);
    const cooler = (await draw({ temperature: 0.5 })).samples;
    cooler.forEach(({ z }, i) =>
      z.forEach((value, d) => expect(value).toBeCloseTo(samples[i]!.z[d]! / 2, 6)),
    );
  });

  test('each says its nearest image and how far that is', async () => {
    const rows = await latents();
    const { samples, typical } = await draw({ count: 40, temperature: 0.6 });
    for (const { z, nearest } of samples) {
      const all = rows.map((row) => distance(row, z));
      expect(nearest!.distance).toBeCloseTo(Math.min(...all), 5);
      expect(all[nearest!.row]).toBeCloseTo(Math.min(...all), 5);
    }
    // Those that the nearness of a single z says are among the images are told so here.
    for (const { z, kind } of samples) {
      const one = await engine.call('nearness', z, 1);
      expect(kind === 'among').toBe(one.nearest[0]!.distance <= one.far);
      expect(typical).toBe(one.typical);
    }
  });

  test('around a z with the deviations of the data; nothing moves at temperature 0', async () => {
    const around = [0.4, -0.1, 0.2, 0, 0.9];
    const still = await draw({ source: 'around', around, temperature: 0 });
    for (const { z } of still.samples) expect(z).toEqual(around.map(Math.fround));
    const { std } = await engine.call('histograms');
    const { samples } = await draw({ source: 'around', around, temperature: 0.5, count: 200 });
    std.forEach((deviation, d) => {
      const squares = samples.map(({ z }) => (z[d]! - around[d]!) ** 2);
      const found = Math.sqrt(squares.reduce((sum, value) => sum + value) / 200);
      expect(found / (0.5 * deviation)).toBeGreaterThan(0.8);
      expect(found / (0.5 * deviation)).toBeLessThan(1.2);
    });
  });

  test('from a gaussian of the selected images, and a mixture in a job of its own', async () => {
    const rows = await latents();
    const mean = (of: readonly number[][], d: number) => of.reduce((sum, z) => sum + z[d]!, 0) / of.length;
    const some = await draw({ source: 'gaussian', rows: [[3, 15]], temperature: 0 });
    expect([some.fitted, some.components]).toEqual([12, 1]);
    some.samples[0]!.z.forEach((value, d) => expect(value).toBeCloseTo(mean(rows.slice(3, 15), d), 5));
    const mixture = await draw({ source: 'mixture' });
    expect(mixture.fitted).toBe(COUNT);
    expect(mixture.components).toBeGreaterThanOrEqual(1);
    expect(await draw({ source: 'mixture' })).toEqual(mixture);
    // Draws lie where the data does, most of them within its range.
    const many = await draw({ source: 'mixture', count: 200 });
    const range = rows[0]!.map((_, d) => [
      Math.min(...rows.map((z) => z[d]!)),
      Math.max(...rows.map((z) => z[d]!)),
    ]);
    const within = many.samples.filter(
      ({ z }) =>
      z.every((value, d) => value > 2 * range[d]![0]! - range[d]![1]! && value < 2 * range[d]![1]! - range[d]![0]!), // prettier-ignore
    );
    expect(within.length).toBeGreaterThan(180);
  });

  test('what cannot be drawn is refused in words', async () => {
    await expect(draw({ source: 'around', around: [1, 2] })).rejects.toThrow('z of 5 values, got 2');
    await expect(draw({ source: 'gaussian', rows: [] })).rejects.toThrow('nothing to fit');
    await expect(draw({ count: 257 })).rejects.toThrow('256');
    await expect(draw({ temperature: -1 })).rejects.toThrow('temperature');
    await expect(draw({ seed: 1.5 })).rejects.toThrow('seed');
  });

  test('a generator without encoder: draws are compared with the draws that are open', async () => {
    const other = await startWith('--model', GENERATOR);
    try {
      expect(other.collection!.state).toBe('sampled');
      const rows = await latents(other);
      const { samples } = await draw({ count: 5 }, other);
      for (const { z, nearest } of samples) {
        expect(nearest!.distance).toBeCloseTo(Math.min(...rows.map((row) => distance(row, z))), 4);
      }
      const size = other.collection!.latentSize;
      await expect(
        draw({ source: 'around', around: new Array<number>(size).fill(0) }, other),
      ).resolves.toBeTruthy();
    } finally {
      await other.stop();
    }
  });
});

describe('axes and pictures', () => {
  test('dimensions and principal components, each of length 1 with its deviation', async () => {
    const rows = await latents();
    const axes = await engine.call('axesOfData', [{ kind: 'component', index: 0 }, { kind: 'dimension', index: 2 }]); // prettier-ignore
    for (const { direction, deviation } of axes) {
      expect(Math.hypot(...direction)).toBeCloseTo(1, 6);
      const along = rows.map((z) => z.reduce((sum, value, d) => sum + value * direction[d]!, 0));
      const mean = along.reduce((sum, value) => sum + value) / COUNT;
      const variance = along.reduce((sum, value) => sum + (value - mean) ** 2, 0) / COUNT;
      expect(deviation).toBeCloseTo(Math.sqrt(variance), 5);
    }
    expect(axes[1]!.direction).toEqual([0, 0, 1, 0, 0]);
    expect(axes[0]!.deviation).toBeGreaterThanOrEqual(axes[1]!.deviation);
    await expect(
      engine.call('axesOfData', [{ kind: 'dimension', index: 9 }, { kind: 'dimension', index: 2 }]),
    ).rejects.toThrow('no z10'); // prettier-ignore
  });

  test('pictures are the decodes of their z, made smaller where asked', async () => {
    const id = engine.collection!.id;
    const post = (z: ArrayLike<number>, side = 64, of = id) =>
      engine.request(`${PICTURES_PATH}?id=${of}&side=${side}`, {
        method: 'POST',
        body: new Uint8Array(Float32Array.from(z).buffer),
      });
    const z = Float32Array.from({ length: 3 * LATENT }, (_, i) => Math.sin(i));
    const answer = await post(z);
    expect([answer.headers['x-width'], answer.headers['x-height']]).toEqual(['8', '8']);
    expect(answer.body.length).toBe(3 * 64 * 4);
    for (let i = 0; i < 3; i++) {
      decodedByHand(z.subarray(i * LATENT, (i + 1) * LATENT)).forEach((value, pixel) =>
        expect(Math.abs(answer.body[(i * 64 + pixel) * 4]! - value)).toBeLessThanOrEqual(1),
      );
    }
    expect((await post(z, 4)).headers['x-width']).toBe('4');
    expect((await post(z, 64, 'another')).status).toBe(204);
    for (const [wrong, side, words] of [
      [z.subarray(1), 64, `1 to 64 z [${LATENT}]`],
      [new Float32Array(65 * LATENT), 64, '1 to 64 z'],
      [z, 0, '1 to 512 as "side"'],
      [[NaN, 0, 0, 0, 0], 64, 'expected finite numbers'],
    ] as const) {
      const refused = await post(wrong, side);
      expect([refused.status, refused.body.toString()]).toEqual([400, expect.stringContaining(words)]);
    }
  });
});
