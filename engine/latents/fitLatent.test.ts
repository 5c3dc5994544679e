import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openModel } from '../models/openModel.ts';
import { Random } from '../random/Random.ts';
import { cholesky } from './cholesky.ts';
import { fitLatent, type LatentFit } from './fitLatent.ts';
import { imageDecoder } from './ImageDecoder.ts';
import { solveCholesky } from './solveCholesky.ts';
import { linearDecoder } from './testing/linearDecoder.ts';
import type { Model } from '../models/Model.ts';

const P = 400;

/** A matrix [P,D] of random numbers, small enough that no pixel is clipped near z = 0. */
function randomMatrix(d: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: P * d }, () => (0.12 / Math.sqrt(d)) * random.normal());
}

/** What a linear decoder is asked for: x = 0.5 + A·z + noise that no z draws, [P] uint8. */
function noisyTarget(matrix: Float64Array, z: readonly number[], seed: number, noise: number): Uint8Array {
  const random = new Random(seed, 'noise');
  return Uint8Array.from({ length: P }, (_, p) => {
    const value = z.reduce((sum, each, d) => sum + matrix[p * z.length + d]! * each, 0.5);
    return Math.round(255 * Math.min(1, Math.max(0, value + noise * random.normal())));
  });
}

/** The least-squares solution (AᵀA)⁻¹Aᵀ(x − 0.5) by hand, and the mean squared error it leaves. */
function leastSquares(matrix: Float64Array, d: number, target: Uint8Array): { z: Float64Array; mse: number } {
  const gram = new Float64Array(d * d);
  const right = new Float64Array(d);
  for (let p = 0; p < P; p++) {
    for (let a = 0; a < d; a++) {
      right[a]! += matrix[p * d + a]! * (target[p]! / 255 - 0.5);
      for (let b = 0; b < d; b++) gram[a * d + b]! += matrix[p * d + a]! * matrix[p * d + b]!;
    }
  }
  const z = solveCholesky(cholesky(gram, d)!, right, d);
  let mse = 0;
  for (let p = 0; p < P; p++) {
    const value = z.reduce((sum, each, a) => sum + matrix[p * d + a]! * each, 0.5);
    mse += (target[p]! / 255 - value) ** 2 / P;
  }
  return { z, mse };
}

const isFalling = (errors: readonly number[]) => errors.every((mse, i) => i === 0 || mse < errors[i - 1]!);

describe('of a linear decoder', () => {
  test.each([
    ['deviations of 1', 4, [1, 1, 1, 1]],
    ['deviations that differ tenfold', 4, [3, 0.3, 1, 0.5]],
    ['16 dimensions', 16, new Array<number>(16).fill(1)],
  ])('it comes to the least-squares solution (%s)', async (_title, d, deviations) => {
    const matrix = randomMatrix(d, 3);
    const random = new Random(9);
    const truth = deviations.map((sigma) => sigma * random.normal());
    const target = noisyTarget(matrix, truth, 1, 0.08);
    const wanted = leastSquares(matrix, d, target);
    const errors: number[] = [];
    const fit = await fitLatent(linearDecoder(matrix, d), target, new Float32Array(d), {
      deviations,
      onStep: (_step, { mse }) => errors.push(mse),
    });
    expect(errors.length).toBeGreaterThan(1);
    expect(isFalling(errors)).toBe(true);
    // Bytes: rounding adds 1/12 of a grey level squared.
    expect(fit.mse / wanted.mse).toBeLessThan(1.01);
    wanted.z.forEach((value, i) => expect(Math.abs(fit.z[i]! - value)).toBeLessThan(0.06));
  });

  test('the best of several starts is where it begins', async () => {
    const matrix = randomMatrix(3, 2);
    const target = noisyTarget(matrix, [1, -1, 0.5], 1, 0);
    const starts = Float32Array.of(-3, 3, 0, 0.9, -0.9, 0.4, 0, 0, 0);
    const told: [number, LatentFit][] = [];
    await fitLatent(linearDecoder(matrix, 3), target, starts, {
      deviations: [1, 1, 1],
      onStep: (step, fit) => told.push([step, fit]),
    });
    expect(told[0]![0]).toBe(0);
    expect(told[0]![1].z).toEqual(Float32Array.of(0.9, -0.9, 0.4));
  });

  test('of more dimensions than are differenced, steps in random subspaces lower the error all the same', async () => {
    const d = 150;
    const matrix = randomMatrix(d, 5);
    const random = new Random(4);
    const target = noisyTarget(matrix, Array.from({ length: d }, () => random.normal()), 1, 0); // prettier-ignore
    const run = () => {
      const errors: number[] = [];
      const work = fitLatent(linearDecoder(matrix, d, 64), target, new Float32Array(d), {
        deviations: new Array<number>(d).fill(1),
        mostSteps: 5,
        onStep: (_step, { mse }) => errors.push(mse),
      });
      return work.then(({ z }) => ({ errors, z }));
    };
    const { errors, z } = await run();
    expect(isFalling(errors)).toBe(true);
    expect(errors.at(-1)! / errors[0]!).toBeLessThan(0.2);
    // Seeded: the same once more.
    expect((await run()).z).toEqual(z);
  });

  test('it ends where asked to, and at once where nothing changes the image', async () => {
    const ends = new Error('enough');
    let batches = 0;
    const matrix = randomMatrix(3, 2);
    const work = fitLatent(linearDecoder(matrix, 3), new Uint8Array(P), new Float32Array(3), {
      deviations: [1, 1, 1],
      beforeBatch: () => {
        if (++batches > 2) throw ends;
      },
    });
    await expect(work).rejects.toBe(ends);
    const still = await fitLatent(linearDecoder(new Float64Array(P * 2), 2), new Uint8Array(P), new Float32Array(2), { deviations: [1, 1] }); // prettier-ignore
    expect(still.z).toEqual(new Float32Array(2));
    // A dimension of no deviation stays as it is.
    const target = noisyTarget(matrix, [1, 1, 1], 1, 0);
    const { z } = await fitLatent(linearDecoder(matrix, 3), target, new Float32Array(3), { deviations: [1, 0, 1] }); // prettier-ignore
    expect(z[1]).toBe(0);
    expect(z[0]).not.toBe(0);
  });
});

describe('of the bundled digits', () => {
  let model: Model;
  beforeAll(async () => {
    model = await openModel(fileURLToPath(new URL('../../models/digits', import.meta.url)), {
      provider: 'cpu',
    });
  });
  afterAll(() => model.dispose());

  test('z of a decoded image is found back from the encoder’s, and the error never grows', async () => {
    const decoder = imageDecoder(model);
    const random = new Random(7);
    const before: number[] = [];
    const after: number[] = [];
    for (let trial = 0; trial < 12; trial++) {
      const z = Float32Array.from({ length: 3 }, () => 0.8 * random.normal());
      const target = await decoder.decode(z, 1);
      const errors: number[] = [];
      const fit = await fitLatent(decoder, target, await model.encode(target, 1), {
        deviations: [1, 1, 1],
        onStep: (_step, { mse }) => errors.push(mse),
      });
      expect(isFalling(errors)).toBe(true);
      before.push(errors[0]!);
      after.push(fit.mse);
    }
    expect(Math.max(...before)).toBeGreaterThan(1e-3);
    // A tenth of a grey level, root mean square.
    expect(Math.max(...after)).toBeLessThan((0.1 / 255) ** 2);
  });
});
