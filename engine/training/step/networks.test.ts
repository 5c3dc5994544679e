import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { readOnnx } from '../../onnx/model.ts';
import { int64ToNumber } from '../../onnx/proto.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { goldenImages } from './fixtures/goldenInputs.ts';
import { CONV_NETWORK_SMALL } from './referenceNetworks.ts';
import { createStepRunner, exportNetworks, initialState, type StepOptions } from './StepRunner.ts';

/** One of every layer, three channels, a norm of each kind. */
const EVERY_LAYER: NetworkSpec = {
  kind: 'vae',
  channels: 3,
  height: 8,
  width: 8,
  latent: 3,
  output: 'sigmoid',
  linear: false,
  encoder: [
    { type: 'spaceToDepth', block: 2 },
    { type: 'conv', filters: 8, kernel: 3, stride: 1, padding: 1, norm: 'group', activation: 'silu' },
    {
      type: 'residual',
      layers: [
        {
          type: 'conv',
          filters: 8,
          kernel: 3,
          stride: 1,
          padding: 2,
          dilation: 2,
          norm: 'layer',
          activation: 'gelu',
        },
      ],
    },
    { type: 'downsample', factor: 2 },
    { type: 'dense', units: 10, activation: 'leakyRelu' },
  ],
  decoder: [
    { type: 'dense', units: 16, activation: 'tanh' },
    { type: 'reshape', shape: [4, 2, 2] },
    { type: 'upsample', factor: 2 },
    {
      type: 'convTranspose',
      filters: 12,
      kernel: 2,
      stride: 1,
      padding: 0,
      norm: 'group',
      activation: 'relu',
    },
    { type: 'conv', filters: 12, kernel: 2, stride: 1, activation: 'sigmoid' },
    { type: 'depthToSpace', block: 2 },
  ],
};

const options = (spec: NetworkSpec, changes: Partial<StepOptions> = {}): StepOptions => ({
  batch: 4,
  stepsPerRun: 2,
  loss: 'bce',
  beta: 1,
  freeBits: 0.1,
  noise: spec.kind === 'denoising' ? 0.2 : 0,
  weightDecay: 0.01,
  clipNorm: 1,
  adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  provider: 'cpu',
  ...changes,
});

const SPECS = [
  { title: 'a VAE with one of every layer', spec: EVERY_LAYER },
  {
    title: 'a denoising convolutional network',
    spec: { ...CONV_NETWORK_SMALL, kind: 'denoising' } satisfies NetworkSpec,
  },
];

describe.each(SPECS)('$title', ({ spec }) => {
  const images = goldenImages(8, spec.height, spec.width, spec.channels, 0);
  const rates = Float32Array.of(2e-3, 1e-3);

  test('the same seed repeats exactly, another seed does not', async () => {
    const train = async (seed: number): Promise<Float32Array[]> => {
      const runner = await createStepRunner(spec, options(spec), initialState(spec, 5));
      const { losses } = await runner.run(images, rates, seed);
      expect(losses.every(Number.isFinite)).toBe(true);
      const { weights } = await runner.state();
      await runner.dispose();
      return weights;
    };
    const first = await train(3);
    expect(await train(3)).toEqual(first);
    expect(await train(4)).not.toEqual(first);
  });

  test('a run continued from its state equals one that was never interrupted', async () => {
    const whole = await createStepRunner(spec, options(spec), initialState(spec, 5));
    await whole.run(images, rates, 1);
    const kept = await whole.state();
    await whole.run(images, rates, 2);
    const continued = await createStepRunner(spec, options(spec), kept);
    await continued.run(images, rates, 2);
    expect(await continued.state()).toEqual(await whole.state());
    expect(kept.step).toBe(2);
    await whole.dispose();
    await continued.dispose();
  });

  test('the exported graphs give what the trained network gives, at any batch size, in opset 17', async () => {
    const runner = await createStepRunner(spec, options(spec), initialState(spec, 5, [0.2, 0.5, 0.8]));
    await runner.run(images, rates, 1);
    const expected = await runner.reconstruct(images.subarray(0, (5 * images.length) / 8), 5);
    const { encoder, decoder } = exportNetworks(spec, await runner.state());
    await runner.dispose();
    for (const bytes of [encoder, decoder]) {
      expect(readOnnx(bytes).opsetImport.map(({ version }) => int64ToNumber(version))).toEqual([17]);
    }
    const encode = await InferenceSession.create(encoder);
    const decode = await InferenceSession.create(decoder);
    const zName = spec.kind === 'vae' ? 'mu' : 'z';
    expect(encode.outputNames).toEqual(spec.kind === 'vae' ? ['mu', 'logvar'] : ['z']);
    const { height, width, channels } = spec;
    const plane = height * width;
    for (const count of [1, 5]) {
      const x = new Float32Array(count * channels * plane);
      for (let i = 0; i < x.length; i++) {
        const image = Math.floor(i / (channels * plane));
        const channel = Math.floor(i / plane) % channels;
        x[i] = images[(image * plane + (i % plane)) * channels + channel]! / 255;
      }
      const z = (await encode.run({ x: new Tensor(x, [count, channels, height, width]) }))[zName]!;
      expect(z.dims).toEqual([count, spec.latent]);
      (z.data as Float32Array).forEach((value, i) => expect(value).toBeCloseTo(expected.z[i]!, 4));
      const xHat = (await decode.run({ z }))['x_hat']!;
      expect(xHat.dims).toEqual([count, channels, height, width]);
      (xHat.data as Float32Array).forEach((value, i) => {
        const image = Math.floor(i / (channels * plane));
        const channel = Math.floor(i / plane) % channels;
        const byte = expected.xHat[(image * plane + (i % plane)) * channels + channel]!;
        expect(Math.abs(value * 255 - byte)).toBeLessThan(0.51);
      });
    }
    await encode.release();
    await decode.release();
  });

  test('training brings the loss and the held-out error down', async () => {
    const runner = await createStepRunner(spec, options(spec, { stepsPerRun: 40 }), initialState(spec, 1));
    const few = images.subarray(0, images.length / 2);
    const before = await runner.evaluate(few, 4);
    const repeated = new Uint8Array(40 * few.length);
    for (let step = 0; step < 40; step++) repeated.set(few, step * few.length);
    await runner.run(repeated, new Float32Array(40).fill(5e-3), 1);
    const after = await runner.evaluate(few, 4);
    await runner.dispose();
    expect(after.loss).toBeLessThan(before.loss);
    expect(after.sse).toBeLessThan(0.9 * before.sse);
  });
});

test('a network starts at the brightness of its images', async () => {
  const spec = CONV_NETWORK_SMALL;
  const runner = await createStepRunner(spec, options(spec), initialState(spec, 1, [0.1, 0.5, 0.9]));
  const { xHat } = await runner.reconstruct(new Uint8Array(16 * 16 * 3), 1);
  await runner.dispose();
  const mean = [0, 1, 2].map(
    (c) => xHat.filter((_, i) => i % 3 === c).reduce((sum, v) => sum + v, 0) / 256 / 255,
  );
  [0.1, 0.5, 0.9].forEach((expected, c) => expect(Math.abs(mean[c]! - expected)).toBeLessThan(0.08));
});

test('layers that do not fit, and images of the wrong size, are refused in words', async () => {
  const broken: NetworkSpec = {
    ...CONV_NETWORK_SMALL,
    decoder: [{ type: 'dense', units: 10, activation: 'none' }],
  };
  expect(() => initialState(broken, 1)).toThrow(
    /decoder: the last layer must give images.*\[1,10\], \[1,3,16,16\]/,
  );
  const odd: NetworkSpec = { ...CONV_NETWORK_SMALL, encoder: [{ type: 'spaceToDepth', block: 5 }] };
  expect(() => initialState(odd, 1)).toThrow(
    /^Layer encoder\.0 \(spaceToDepth\): SpaceToDepth: .*multiples of 5/,
  );
  const runner = await createStepRunner(
    CONV_NETWORK_SMALL,
    options(CONV_NETWORK_SMALL),
    initialState(CONV_NETWORK_SMALL, 1),
  );
  await expect(runner.run(new Uint8Array(3), new Float32Array(2), 1)).rejects.toThrow(
    /\[2,4,16,16,3\].*got 3 bytes/,
  );
  await expect(runner.evaluate(new Uint8Array(3), 1)).rejects.toThrow(/expected 1 images of 16×16×3/);
  await runner.dispose();
});
