import { expect, test } from 'vitest';
import { CollectionGone } from '../../connection/fetchOfCollection.ts';
import { Fitting, type FitQuestion } from './Fitting.svelte.ts';
import type { ShownEncodedImage } from '../../../protocol/codecs/drawingFrame.ts';
import type { FitStep } from '../../../protocol/codecs/fitFrames.ts';

const stepAt = (step: number, mse: number): FitStep<ShownEncodedImage> => ({
  step,
  mostSteps: 40,
  fit: {
    z: Float32Array.of(step),
    width: 1,
    height: 1,
    quality: { mse, psnr: 0, ssim: 0 },
    original: new Uint8ClampedArray(4),
    reconstruction: new Uint8ClampedArray(4),
  },
});

/** A fit that goes on when told to. */
function setUp(steps: (FitStep<ShownEncodedImage> | Error)[]) {
  const gates = steps.map(() => Promise.withResolvers<void>());
  const found: number[][] = [];
  let signal: AbortSignal | null = null;
  const fitting = new Fitting(async function* (_id, _asked, given) {
    signal = given;
    for (const [at, step] of steps.entries()) {
      await gates[at]!.promise;
      if (step instanceof Error) throw step;
      yield step;
    }
  });
  const question: FitQuestion = {
    collectionId: 'c',
    name: '7.png',
    asked: { row: 7 },
    onFound: (image, start) => found.push([...image.z, ...start]),
  };
  return { fitting, question, gates, found, isAborted: () => signal?.aborted };
}

test('errors are told as they fall, and what was found at the end', async () => {
  const { fitting, question, gates, found } = setUp([stepAt(0, 0.5), stepAt(2, 0.1)]);
  const running = fitting.start(question);
  expect(fitting.shown).toMatchObject({ name: '7.png', errors: [], isRunning: true });
  gates[0]!.resolve();
  await expect.poll(() => fitting.shown?.errors).toEqual([0.5]);
  expect(found).toEqual([]);
  gates[1]!.resolve();
  await running;
  expect(fitting.shown).toMatchObject({ step: 2, errors: [0.5, 0.1], isRunning: false });
  expect(found).toEqual([[2, 0]]);
});

test('cancelled it finds nothing, whatever comes later', async () => {
  const { fitting, question, gates, found, isAborted } = setUp([stepAt(0, 0.5), stepAt(1, 0.1)]);
  const running = fitting.start(question);
  gates[0]!.resolve();
  await expect.poll(() => fitting.shown?.errors).toEqual([0.5]);
  fitting.cancel();
  expect(isAborted()).toBe(true);
  gates[1]!.resolve();
  await running;
  expect(fitting.shown).toBeNull();
  expect(found).toEqual([]);
});

test('a failure is said in its words; another collection is none', async () => {
  const failing = setUp([stepAt(0, 0.5), new Error('The provider failed.')]);
  for (const gate of failing.gates) gate.resolve();
  await failing.fitting.start(failing.question);
  expect(failing.fitting.failure).toBe('The provider failed.');
  expect(failing.found).toEqual([]);
  const gone = setUp([new CollectionGone('gone')]);
  gone.gates[0]!.resolve();
  await gone.fitting.start(gone.question);
  expect([gone.fitting.failure, gone.fitting.shown]).toEqual(['', null]);
});
