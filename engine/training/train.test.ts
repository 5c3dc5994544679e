import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { TrainingOptions } from '../../protocol/training.ts';
import type { JobProgress } from '../jobs/JobContext.ts';
import { createStepRunner } from './step/StepRunner.ts';
import { blobImages, writeIdx } from './testing/blobImages.ts';
import { testContext, type TestContext } from './testing/testContext.ts';
import { spread } from './takeSteps.ts';
import { train, type TrainingParts } from './train.ts';

const SIDE = 12;
let images: string;
beforeAll(async () => {
  images = await writeIdx(blobImages(240, SIDE), SIDE);
});

/** Steps of training done; 0 while images are read. */
const stepOf = ({ done = 0, detail = '' }: JobProgress) => (detail.startsWith('reading') ? 0 : done);

let outs = 0;
const newOut = () => path.join(path.dirname(images), `model ${++outs}`);
const options = (more: Partial<TrainingOptions> = {}): TrainingOptions => ({
  images: [images],
  latent: 3,
  preset: 'quick',
  epochs: 25,
  batchSize: 24,
  out: newOut(),
  ...more,
});

/**
 * A clock of its own: every look at it takes so long. What is throttled by time then happens at every run of steps, and
 * what the machine is doing does not matter.
 */
function ticking(milliseconds: number): () => number {
  let clockMs = 0;
  return () => (clockMs += milliseconds);
}
const parts = (more: Partial<TrainingParts> = {}): TrainingParts => ({
  createStepRunner,
  now: ticking(300),
  checkpointEverySeconds: 1e9,
  ...more,
});

async function readModel(folder: string) {
  const [encoder, decoder, json] = await Promise.all(
    ['encoder.onnx', 'decoder.onnx', 'model.json'].map((name) => readFile(path.join(folder, name))),
  );
  return { encoder: encoder!, decoder: decoder!, json: JSON.parse(json!.toString()) };
}

test('a tiny training clearly beats PCA of the same size and says everything about itself', async () => {
  const context = testContext();
  const chosen = options({ epochs: 120 });
  const result = await train(chosen, context, parts());
  expect(result.heldOut.sse).toBeLessThan(0.5 * result.pcaSse);
  expect(result.stoppedBecause).toBe('all epochs done');

  const { json } = await readModel(chosen.out!);
  expect(json).toMatchObject({
    format: 1,
    encoder: { file: 'encoder.onnx', input: 'x', output: 'z' },
    decoder: { file: 'decoder.onnx', input: 'z', output: 'x_hat' },
    image: { width: SIDE, height: SIDE, channels: 1, layout: 'NCHW', range: [0, 1] },
    latent: { shape: [3], prior: 'none' },
    training: {
      split: { seed: 1, training: 216, heldOut: 24 },
      heldOut: result.heldOut,
      pcaSse: result.pcaSse,
    },
  });
  // The curve was measured by the training's own graph, the result by the exported networks.
  const best = Math.min(...json.training.curve.map((point: { heldOutSse: number }) => point.heldOutSse));
  expect(Math.abs(result.heldOut.sse / best - 1)).toBeLessThan(1e-3);
  expect(await readdir(path.dirname(images))).not.toContain(`${path.basename(chosen.out!)}.checkpoint`);

  const { previews } = context;
  expect(previews.map(({ version }) => version)).toEqual(previews.map((_, i) => i + 1));
  const last = previews.at(-1)!;
  expect(last).toMatchObject({ count: 16, width: SIDE, height: SIDE });
  expect(last.rgba.length).toBe(2 * 16 * SIDE * SIDE * 4);
  expect(last.latents.length).toBe(16 * 3);
});

test('the same seed repeats exactly, another does not', async () => {
  const [first, second, other] = [options(), options(), options({ seed: 2 })];
  for (const chosen of [first, second, other]) await train(chosen, testContext(), parts());
  const [a, b, c] = await Promise.all([first, second, other].map(({ out }) => readModel(out!)));
  expect(a!.encoder.equals(b!.encoder)).toBe(true);
  expect(a!.decoder.equals(b!.decoder)).toBe(true);
  expect(a!.encoder.equals(c!.encoder)).toBe(false);
});

test('a training that was killed goes on from its checkpoint to the same weights, bit for bit', async () => {
  const augmentation = { shift: 0.1, rotateDeg: 10 };
  const whole = options({ augmentation });
  const broken = options({ augmentation });
  await train(whole, testContext(), parts());

  const killed = testContext((progress) => {
    if (stepOf(progress) > 0 && stepOf(progress) >= progress.total! / 2) throw new Error('killed');
  });
  await expect(train(broken, killed, parts({ checkpointEverySeconds: 0 }))).rejects.toThrow('killed');
  const resumed = testContext();
  await train(broken, resumed, parts());

  expect(resumed.told.map(stepOf).find((step) => step > 0)).toBeGreaterThan(50);
  const [a, b] = [await readModel(whole.out!), await readModel(broken.out!)];
  expect(a.encoder.equals(b.encoder)).toBe(true);
  expect(a.decoder.equals(b.decoder)).toBe(true);
  const losses = (json: { training: { curve: { train: number; heldOut: number }[] } }) =>
    json.training.curve.map(({ train, heldOut }) => [train, heldOut]);
  expect(losses(b.json)).toEqual(losses(a.json));
});

test('another training does not go on from a checkpoint that is not its own', async () => {
  const chosen = options();
  const killed = testContext((progress) => {
    if (stepOf(progress) > 50) throw new Error('killed');
  });
  await expect(train(chosen, killed, parts({ checkpointEverySeconds: 0 }))).rejects.toThrow('killed');
  const other = testContext();
  await train({ ...chosen, seed: 3 }, other, parts());
  expect(other.told.map(stepOf).find((step) => step > 0)).toBeLessThan(50);
});

test('cancelling leaves nothing behind', async () => {
  const chosen = options();
  const context: TestContext = testContext((progress) => {
    if (stepOf(progress) > 50) context.cancel();
  });
  await expect(train(chosen, context, parts({ checkpointEverySeconds: 0 }))).rejects.toMatchObject({
    code: 'cancelled',
  });
  const left = await readdir(path.dirname(images));
  expect(left.filter((name) => name.startsWith(path.basename(chosen.out!)))).toEqual([]);
});

test('an engine that ends leaves the state, and the training goes on from just there to the same weights', async () => {
  const [whole, ended] = [options(), options()];
  await train(whole, testContext(), parts());
  let endedAt = 0;
  // In the middle of an epoch, long before the next checkpoint would be due.
  const context: TestContext = testContext((progress) => {
    endedAt ||= stepOf(progress) > 60 ? stepOf(progress) : 0;
    if (endedAt > 0) context.end();
  });
  await expect(train(ended, context, parts())).rejects.toMatchObject({ code: 'cancelled' });
  const resumed = testContext();
  await train(ended, resumed, parts());
  expect(resumed.told.map(stepOf).find((step) => step > 0)).toBeGreaterThanOrEqual(endedAt);
  const [a, b] = [await readModel(whole.out!), await readModel(ended.out!)];
  expect(a.encoder.equals(b.encoder)).toBe(true);
  expect(b.json.training.curve.length).toBe(a.json.training.curve.length);
});

test('photos beside a model.json are refused as a place for the model, and nothing is touched', async () => {
  const out = newOut();
  await mkdir(path.join(out, 'photos'), { recursive: true });
  await writeFile(path.join(out, 'photos', 'a.idx'), await readFile(images));
  await writeFile(path.join(out, 'notes.txt'), 'mine');
  await writeFile(path.join(out, 'model.json'), '{"format":1}');
  const before = await readdir(out, { recursive: true });
  const chosen = options({ images: [path.join(out, 'photos')], out });
  await expect(train(chosen, testContext(), parts())).rejects.toMatchObject({ code: 'bad-request' });
  expect(await readdir(out, { recursive: true })).toEqual(before);
});

test('a second training into the same folder is refused while the first runs', async () => {
  const chosen = options();
  let second: Promise<unknown> | null = null;
  const context = testContext((progress) => {
    if (stepOf(progress) > 0)
      second ??= train(chosen, testContext(), parts()).catch((error: unknown) => error);
  });
  await train(chosen, context, parts());
  expect(await second).toMatchObject({ code: 'in-use', message: expect.stringContaining(chosen.out!) });
});

/** Options whose folder's parent can be taken away, and what does so and gives it back. */
async function onDisk() {
  const disk = newOut();
  await mkdir(disk);
  return {
    chosen: options({ out: path.join(disk, 'model') }),
    takeAway: async () => {
      await rename(disk, `${disk} gone`);
      await writeFile(disk, 'in its place');
    },
    giveBack: async () => {
      await rm(disk);
      await rename(`${disk} gone`, disk);
    },
  };
}

// Windows does not let go of a folder in which a file is locked.
test.skipIf(process.platform === 'win32')(
  'a disk that fails at a checkpoint and comes back costs nothing',
  async () => {
    const { chosen, takeAway, giveBack } = await onDisk();
    let step = 0;
    const context: TestContext = testContext();
    const progress = context.progress.bind(context);
    context.progress = async (told) => {
      await progress(told);
      const before = step;
      step = stepOf(told);
      if (before <= 40 && step > 40) await takeAway();
      if (before <= 90 && step > 90) await giveBack();
    };
    await train(chosen, context, parts({ checkpointEverySeconds: 0 }));
    expect(context.notes.filter((words) => words.includes('state'))).toEqual([
      expect.stringMatching(/^The training's state could not be kept in .*It goes on/),
      expect.stringMatching(/^The training's state is kept again/),
    ]);
    expect(await readdir(chosen.out!)).toEqual(['card.webp', 'decoder.onnx', 'encoder.onnx', 'model.json']);
  },
);

test.skipIf(process.platform === 'win32')(
  'a model that cannot be written waits for a place; where nobody can be asked it goes elsewhere',
  async () => {
    for (const isAttended of [true, false]) {
      const { chosen, takeAway, giveBack } = await onDisk();
      let isGone = false;
      const questions: string[] = [];
      const elsewhere = newOut();
      const context: TestContext = testContext();
      const progress = context.progress.bind(context);
      context.progress = async (told) => {
        await progress(told);
        if (stepOf(told) > 40 && !isGone) {
          isGone = true;
          await takeAway();
        }
      };
      // First once more, then elsewhere.
      if (isAttended) context.ask = async ({ words }) => (questions.push(words) === 1 ? null : elsewhere);
      const { modelPath } = await train(chosen, context, parts());
      expect((await stat(path.join(modelPath, 'model.json'))).isFile()).toBe(true);
      if (isAttended) {
        expect(questions).toEqual(
          Array(2).fill(expect.stringContaining(`could not be written to ${chosen.out}`)),
        );
        expect(modelPath).toBe(path.join(elsewhere, 'model'));
      } else {
        expect(modelPath).not.toBe(chosen.out);
        expect(context.notes.at(-1)).toContain(`It was written to ${modelPath}`);
        await rm(modelPath, { recursive: true });
      }
      await giveBack();
    }
  },
);

test('finish ends it early with the best weights', async () => {
  const chosen = options({ epochs: 10_000 });
  const context: TestContext = testContext((progress) => {
    if (stepOf(progress) > 50) context.send('finish');
  });
  const result = await train(chosen, context, parts());
  expect(result.stoppedBecause).toBe('stopped on request');
  expect(await readdir(chosen.out!)).toEqual(['card.webp', 'decoder.onnx', 'encoder.onnx', 'model.json']);
});

test('a pause holds until it is resumed, and changes nothing', async () => {
  const [plain, paused] = [options(), options()];
  await train(plain, testContext(), parts());
  let pauses = 0;
  const context: TestContext = testContext((progress) => {
    if (progress.detail?.endsWith('paused')) {
      pauses++;
      setImmediate(() => context.send('resume'));
    } else if (pauses === 0 && stepOf(progress) > 50) context.send('pause');
  });
  await train(paused, context, parts());
  expect(pauses).toBe(1);
  expect((await readModel(paused.out!)).encoder.equals((await readModel(plain.out!)).encoder)).toBe(true);
});

test('a time limit is kept, by the clock, with the rate fallen to its end', async () => {
  const rates: number[] = [];
  const context = testContext();
  const result = await train(
    options({ epochs: 100_000, seconds: 10 }),
    context,
    parts({
      now: ticking(100),
      createStepRunner: async (...args) => {
        const runner = await createStepRunner(...args);
        return {
          ...runner,
          run: (pixels, learningRates, seed) => {
            rates.push(...learningRates);
            return runner.run(pixels, learningRates, seed);
          },
        };
      },
    }),
  );
  expect(result.stoppedBecause).toBe('time limit reached');
  expect(result.durationSeconds).toBeGreaterThan(8);
  expect(result.durationSeconds).toBeLessThan(10);
  expect(rates.at(-1)!).toBeLessThan(0.05 * Math.max(...rates));
});

test('held-out images that get no better end it, and the time left is told as the most before', async () => {
  let evaluations = 0;
  const context = testContext();
  const result = await train(
    options({ epochs: 100 }),
    context,
    parts({
      createStepRunner: async (...args) => {
        const runner = await createStepRunner(...args);
        // The third is the best.
        const evaluate = async () => {
          const error = ++evaluations <= 3 ? 1 / evaluations : 1;
          return { loss: error, sse: error };
        };
        return { ...runner, evaluate };
      },
    }),
  );
  expect(result.stoppedBecause).toMatch(/^early stop: no better on held-out images since epoch /);
  const told = context.told.filter(({ mayEndSooner }) => mayEndSooner !== undefined);
  expect(told[0]).toMatchObject({ mayEndSooner: false });
  expect(told.at(-2)).toMatchObject({ mayEndSooner: true, secondsLeft: expect.any(Number) as number });
});

test('numbers that are none end it with the last good weights', async () => {
  let steps = 0;
  const diverging = (after: number) =>
    parts({
      createStepRunner: async (...args) => {
        const runner = await createStepRunner(...args);
        return {
          ...runner,
          run: async (pixels, learningRates, seed) => {
            const outcome = await runner.run(pixels, learningRates, seed);
            if ((steps += learningRates.length) > after) outcome.losses.fill(NaN);
            return outcome;
          },
        };
      },
    });
  const chosen = options();
  const result = await train(chosen, testContext(), diverging(120));
  expect(result.stoppedBecause).toMatch(/^diverged: the loss of step \d+ is NaN; the weights of epoch \d+/);
  expect(result.heldOut.sse).toBeGreaterThan(0);
  expect((await readModel(chosen.out!)).json.training.stoppedBecause).toBe(result.stoppedBecause);

  // A network that starts as PCA has that to keep.
  steps = 0;
  const atOnce = await train(options(), testContext(), diverging(0));
  expect(atOnce).toMatchObject({
    isPca: true,
    stoppedBecause: expect.stringMatching(/^diverged: .*epoch 0 were kept/),
  });
  expect(atOnce.heldOut.sse).toBeLessThanOrEqual(atOnce.pcaSse);

  steps = 0;
  await expect(train(options({ loss: 'bce' }), testContext(), diverging(0))).rejects.toMatchObject({
    code: 'training-failed',
    message: expect.stringContaining('Try a learning rate lower than'),
  });
});

test('a VAE says so in its model.json', async () => {
  const chosen = options({ kind: 'vae', epochs: 3 });
  await train(chosen, testContext(), parts());
  expect((await readModel(chosen.out!)).json).toMatchObject({
    encoder: { output: 'mu', logvar: 'logvar' },
    latent: { prior: 'normal' },
  });
});

test('with nothing chosen the images decide, and the notes say what and why', async () => {
  const context = testContext();
  const out = newOut();
  await train({ images: [images], out, epochs: 2 }, context, parts());
  const { json } = await readModel(out);
  const [latent] = json.latent.shape;
  expect(latent).toBeGreaterThanOrEqual(3);
  expect(context.notes).toContainEqual(
    expect.stringMatching(new RegExp(`^z of ${latent}: ${latent} numbers keep \\d+ % of what differs`)),
  );
  expect(json.training.options).toMatchObject({ latent, kind: 'ae', background: '#000000' });
});

test('few images are trained on without holding out, and it is said', async () => {
  const context = testContext();
  const chosen = options({ kind: 'ae', images: [await writeIdx(blobImages(5, SIDE), SIDE)] });
  await train(chosen, context, parts());
  expect(context.notes).toEqual([
    expect.stringMatching(/^5 images at 12×12, grey; dense network/),
    expect.stringMatching(/^Only 5 images: all are trained on/),
  ]);
  expect((await readModel(chosen.out!)).json.training).toMatchObject({ split: { training: 5, heldOut: 0 } });
});

test.each([
  ['one image', blobImages(1, SIDE), 'Found only 1 image'],
  ['one colour', new Uint8Array(20 * SIDE * SIDE).fill(7), 'All 20 images are one single colour (7)'],
])('%s is refused in words', async (_, pixels, words) => {
  const chosen = options({ images: [await writeIdx(pixels, SIDE)] });
  await expect(train(chosen, testContext(), parts())).rejects.toMatchObject({
    code: 'bad-images',
    message: expect.stringContaining(words),
  });
});

test('a folder that holds something else is refused before anything is read', async () => {
  const context = testContext();
  const chosen = options({ out: path.dirname(images) });
  await expect(train(chosen, context)).rejects.toMatchObject({ code: 'bad-request' });
  expect(context.told).toEqual([]);
});

test('an older model in the folder is replaced whole', async () => {
  const chosen = options({ epochs: 2 });
  await train(chosen, testContext(), parts());
  await train({ ...chosen, latent: 2 }, testContext(), parts());
  expect((await readModel(chosen.out!)).json.latent.shape).toEqual([2]);
  const left = await readdir(path.dirname(images));
  expect(left.filter((name) => name.startsWith(`${path.basename(chosen.out!)}.`))).toEqual([]);
});

test('what is looked at during training is of all labels, which follow each other', () => {
  const rows = Uint32Array.from({ length: 500 }, (_, i) => 10 * i);
  const labels = [...spread(rows, 10)].map((row) => Math.floor(row / 500));
  expect(labels).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(spread(rows, 500)).toEqual(rows);
  expect(spread(rows.subarray(0, 3), 16)).toEqual(Uint32Array.of(0, 10, 20));
});

test('a sharp training starts as PCA, is judged by its loss, and says what that came to', async () => {
  const chosen = options({ loss: 'sharp' });
  const result = await train(chosen, testContext(), parts());
  const { judged } = result.outcome;
  expect(judged!.by).toBe('sharp');
  expect(judged!.error).toBe(result.heldOut.loss);
  expect(judged!.error).toBeLessThan(judged!.pcaError);
  const { json } = await readModel(chosen.out!);
  expect(json.training).toMatchObject({
    options: { loss: 'sharp' },
    network: { linear: true, output: 'clip' },
  });
  expect(json.quality.outcome.judged).toEqual(judged);
  // The curve was measured by the training's own graph, the result by the exported networks.
  const best = Math.min(...json.training.curve.map((point: { heldOut: number }) => point.heldOut));
  expect(Math.abs(judged!.error / best - 1)).toBeLessThan(1e-3);
});

test('PCA is kept where nothing comes below its loss, whatever the squared error', async () => {
  const chosen = options({ loss: 'sharp', epochs: 1, learningRate: 1 });
  const result = await train(chosen, testContext(), parts());
  expect(result.isPca).toBe(true);
  expect(result.outcome.judged).toMatchObject({ by: 'sharp', error: result.outcome.judged!.pcaError });
});
