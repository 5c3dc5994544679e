import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { initialState } from '../../engine/training/step/initialState.ts';
import { exportNetworks } from '../../engine/training/step/exportNetworks.ts';
import type { NetworkSpec } from '../../engine/training/NetworkSpec.ts';
import { readOnnx, writeOnnx } from '../../engine/onnx/model.ts';
import { Random } from '../../engine/random/Random.ts';
import { rotateNetworks } from './rotateNetworks.ts';

const spec: NetworkSpec = {
  kind: 'vae',
  channels: 1,
  height: 4,
  width: 4,
  latent: 3,
  output: 'sigmoid',
  linear: false,
  encoder: [{ type: 'dense', units: 8, activation: 'relu' }],
  decoder: [
    { type: 'dense', units: 8, activation: 'relu' },
    { type: 'dense', units: 16, activation: 'none' },
    { type: 'reshape', shape: [1, 4, 4] },
  ],
};
/** Rows of a rotation by 0.5 rad about a slanted axis, with two rows exchanged (a reflection is as good). */
const axes = [
  Float64Array.from([0, 0, 1]),
  Float64Array.from([Math.cos(0.5), Math.sin(0.5), 0]),
  Float64Array.from([-Math.sin(0.5), Math.cos(0.5), 0]),
];

async function run(
  graph: Uint8Array,
  input: string,
  dims: number[],
  data: Float32Array,
): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(graph, { executionProviders: ['cpu'] });
  const results = await session.run({ [input]: new Tensor('float32', data, dims) });
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, tensor]) => [name, tensor.data as Float32Array]),
  );
}

test.each([
  ['layers alone', spec],
  ['layers beside a linear path', { ...spec, output: 'clip', linear: true } satisfies NetworkSpec],
])('%s: z is turned, the picture is the same, the log-variance is gone', async (_, network) => {
  const random = new Random('networks');
  const state = initialState(network, 5);
  state.names.forEach((name, index) => {
    const values = state.weights[index]!;
    if (name.includes('.linear.'))
      for (let i = 0; i < values.length; i++) values[i] = random.uniform(-0.3, 0.3);
  });
  const networks = exportNetworks(network, state);
  const x = Float32Array.from({ length: 32 }, () => random.uniform());
  const before = await run(networks.encoder, 'x', [2, 1, 4, 4], x);
  const pictureBefore = await run(networks.decoder, 'z', [2, 3], before['mu'] ?? new Float32Array());
  const [encoder, decoder] = [readOnnx(networks.encoder), readOnnx(networks.decoder)];
  rotateNetworks(encoder, decoder, axes);
  const after = await run(writeOnnx(encoder), 'x', [2, 1, 4, 4], x);
  expect(Object.keys(after)).toEqual(['mu']);
  const mu = before['mu'] ?? new Float32Array();
  for (let row = 0; row < 2; row++) {
    axes.forEach((axis, i) => {
      const expected = axis.reduce((sum, value, j) => sum + value * (mu[row * 3 + j] ?? NaN), 0);
      expect(Math.abs((after['mu']?.[row * 3 + i] ?? NaN) - expected)).toBeLessThan(1e-5);
    });
  }
  const pictureAfter = await run(writeOnnx(decoder), 'z', [2, 3], after['mu'] ?? new Float32Array());
  pictureAfter['x_hat']?.forEach((value, i) => {
    expect(Math.abs(value - (pictureBefore['x_hat']?.[i] ?? NaN))).toBeLessThan(1e-5);
  });
  expect(encoder.graph?.initializer.map(({ name }) => name)).not.toContain('encoder.logvar.weight');
});

test('a graph without the weights is refused by name', () => {
  const { encoder, decoder } = exportNetworks(spec, initialState(spec, 5));
  expect(() => rotateNetworks(readOnnx(decoder), readOnnx(encoder), axes)).toThrow(/encoder\.z\.weight/);
});
