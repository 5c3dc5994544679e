import { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { LOSSES } from '../../../protocol/training.ts';
import { makeModel, writeOnnx } from '../../onnx/model.ts';
import { GraphBuilder } from '../graph/GraphBuilder.ts';
import { gradients } from '../graph/gradients.ts';
import { sizeOf, type Shape } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { sigmoid } from '../operators/sigmoid.ts';
import golden from './fixtures/goldenLosses.json' with { type: 'json' };
import { klLoss } from './klLoss.ts';
import { laplacianPyramidLoss } from './laplacianPyramidLoss.ts';
import { reconstructionLoss } from './reconstructionLoss.ts';

const SHAPE = [2, 3, 14, 13];
const LATENT_SHAPE = [3, 4];

/** As in golden_losses.py. */
const wave = (shape: Shape, scale: number, offset: number, a: number, b: number): Float32Array =>
  Float32Array.from(
    { length: sizeOf(shape) },
    (_, i) => offset + scale * Math.sin(a * i + b) * Math.cos(0.37 * a * i),
  );
const logits = wave(SHAPE, 4, 0, 0.7, 0.2);
const x = wave(SHAPE, 0.5, 0.5, 0.11, 1);
const mu = wave(LATENT_SHAPE, 1.5, 0, 0.9, 0.4);
const logvar = wave(LATENT_SHAPE, 2, 0, 1.7, 0.1);

/** A loss and its gradients for the inputs' values. */
async function evaluate(
  build: (...inputs: Tensor[]) => Tensor,
  inputs: readonly { shape: Shape; data: Float32Array }[],
): Promise<{ loss: number; gradients: Float32Array[] }> {
  const graph = new GraphBuilder();
  const tensors = inputs.map(({ shape }, index) => graph.input(`input${index}`, 'float32', shape));
  const loss = build(...tensors);
  graph.output(loss, 'loss');
  gradients(loss, tensors).forEach((gradient, index) => graph.output(gradient, `gradient${index}`));
  const session = await InferenceSession.create(writeOnnx(makeModel(graph.toGraph('loss'))));
  const outputs = await session.run(
    Object.fromEntries(
      inputs.map(({ shape, data }, index) => [`input${index}`, new RuntimeTensor(data, shape)]),
    ),
  );
  await session.release();
  return {
    loss: Number(outputs['loss']?.data[0]),
    gradients: inputs.map((_, index) => Float32Array.from(outputs[`gradient${index}`]!.data as Float32Array)),
  };
}

/** float32 sums of a thousand values, against float64. */
const TOLERANCE = 2e-5;

function expectGolden(
  actual: { loss: number; gradients: Float32Array[] },
  expected: { loss: number; gradients: number[][]; norms: number[] },
): void {
  expect(Math.abs(actual.loss - expected.loss)).toBeLessThan(TOLERANCE * expected.loss);
  actual.gradients.forEach((gradient, index) => {
    const norm = expected.norms[index]!;
    expect(Math.abs(Math.hypot(...gradient) - norm)).toBeLessThanOrEqual(10 * TOLERANCE * norm);
    [0, 5, 11].forEach((place, i) => {
      expect(Math.abs(gradient[place]! - expected.gradients[index]![i]!)).toBeLessThan(10 * TOLERANCE * norm);
    });
  });
}

describe('losses and their gradients equal PyTorch', () => {
  test.each(LOSSES)('%s of logits [2,3,14,13]', async (name) => {
    const build = (l: Tensor): Tensor =>
      reconstructionLoss(
        name,
        { output: 'sigmoid' },
        l,
        l.graph.constant('float32', SHAPE, Float32Array.from(x)),
      );
    expectGolden(await evaluate((l) => build(l!), [{ shape: SHAPE, data: logits }]), golden[name]);
  });

  test('Laplacian pyramid of [2,3,14,13]: three levels, of odd sides too', async () => {
    const build = (l: Tensor): Tensor =>
      laplacianPyramidLoss(sigmoid(l), l.graph.constant('float32', SHAPE, Float32Array.from(x)));
    expectGolden(await evaluate((l) => build(l!), [{ shape: SHAPE, data: logits }]), golden.laplacianPyramid);
  });

  test.each([
    [0, golden.kl],
    [0.6, golden.klFreeBits],
  ])('KL of [3,4] with %f free nats per dimension', async (freeBits, expected) => {
    // The free bits must decide some dimensions and not others, or the test says nothing.
    expect(golden.klPerDimension.some((value) => value < 0.6)).toBe(true);
    expect(golden.klPerDimension.some((value) => value > 0.6)).toBe(true);
    const inputs = [mu, logvar].map((data) => ({ shape: LATENT_SHAPE, data }));
    expectGolden(await evaluate((m, l) => klLoss(m!, l!, freeBits), inputs), expected);
  });
});

test('what is cut off is drawn back into 0..1 and never further out, whatever its neighbours ask for', async () => {
  // Black below black, beside a value that is too bright: the pyramid would have the first darker still.
  const values = Float32Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? -0.2 : 0.9));
  const grey = (l: Tensor, value: number) =>
    l.graph.constant('float32', [1, 1, 8, 8], new Float32Array(64).fill(value));
  const gradientOf = async (loss: 'mse' | 'sharp', target: number) =>
    (
      await evaluate(
        (l) => reconstructionLoss(loss, { output: 'clip' }, l!, grey(l!, target)),
        [{ shape: [1, 1, 8, 8], data: values }],
      )
    ).gradients[0]!.filter((_, i) => i % 2 === 0);
  expect(Math.max(...(await gradientOf('sharp', 0)))).toBe(0);
  const inwards = await gradientOf('sharp', 0.6);
  expect(Math.max(...inwards)).toBeLessThan(0);
  expect(Math.max(...(await gradientOf('mse', 0.6)))).toBeLessThan(0);
});

test('BCE stays finite at logits of ±1000, where the plain formula overflows', async () => {
  const data = Float32Array.of(1000, -1000, 1000, -1000);
  const target = Float32Array.of(1, 0, 0, 1);
  const { loss, gradients: found } = await evaluate(
    (l) =>
      reconstructionLoss(
        'bce',
        { output: 'sigmoid' },
        l!,
        l!.graph.constant('float32', [1, 1, 2, 2], target),
      ),
    [{ shape: [1, 1, 2, 2], data }],
  );
  expect(loss).toBe(500);
  expect([...found[0]!]).toEqual([0, 0, 0.25, -0.25]);
});
