import { expect, test } from 'vitest';
import { Random } from '../../random/Random.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { fitPixelPca, pcaError } from '../pca/PixelPca.ts';
import { Evaluator } from './Evaluator.ts';
import { initialState } from './initialState.ts';
import { startFromPca } from './startFromPca.ts';

const SIDE = 6;
const COUNT = 80;
const D = 5;

/** Smooth colour images around mid-grey, so that PCA of them stays within 0..1. */
function images(): Uint8Array {
  const random = new Random(11);
  const pixels = new Uint8Array(COUNT * SIDE * SIDE * 3);
  for (let image = 0; image < COUNT; image++) {
    const [a, b, c] = [random.uniform(), random.uniform(), random.uniform()];
    for (let i = 0; i < SIDE * SIDE * 3; i++) {
      const at = image * SIDE * SIDE * 3 + i;
      pixels[at] = 128 + 30 * Math.sin(a * i) + 20 * Math.cos(b * i + c) + 4 * random.uniform(-1, 1);
    }
  }
  return pixels;
}

const all = Uint32Array.from({ length: COUNT }, (_, row) => row);
const spec = (kind: NetworkSpec['kind']): NetworkSpec => ({
  kind,
  channels: 3,
  height: SIDE,
  width: SIDE,
  latent: D,
  output: 'clip',
  linear: true,
  encoder: [{ type: 'dense', units: 20, activation: 'relu' }],
  decoder: [
    { type: 'dense', units: 20, activation: 'relu' },
    { type: 'dense', units: SIDE * SIDE * 3, activation: 'none' },
    { type: 'reshape', shape: [3, SIDE, SIDE] },
  ],
});

const COMPONENTS = 12;
/** The same, its layers looking at coordinates. */
const inCoordinates = (kind: NetworkSpec['kind']): NetworkSpec => ({
  ...spec(kind),
  components: COMPONENTS,
  decoder: [
    { type: 'dense', units: 20, activation: 'relu' },
    { type: 'dense', units: COMPONENTS, activation: 'none' },
  ],
});

test.each([
  ['an autoencoder', spec('ae')],
  ['a VAE', spec('vae')],
  ['an autoencoder in coordinates', inCoordinates('ae')],
  ['a VAE in coordinates', inCoordinates('vae')],
])('%s: before its first step a network is PCA, z of variance 1', async (_, network) => {
  const pixels = images();
  const pca = await fitPixelPca(pixels, SIDE * SIDE * 3, all, network.components ?? D);
  // As training does it: the mean pixel sets a bias that PCA has to replace.
  const state = initialState(network, 1, [0.2, 0.5, 0.8]);
  startFromPca(network, state, pca);
  const evaluator = await Evaluator.create(network, { loss: 'mse', beta: 1, freeBits: 0 }, state);
  try {
    const { sse } = await evaluator.evaluate(state, pixels, COUNT);
    const expected = await pcaError(pixels, all, await fitPixelPca(pixels, SIDE * SIDE * 3, all, D));
    expect(Math.abs(sse / expected - 1)).toBeLessThan(1e-4);
    const { z } = await evaluator.reconstruct(state, pixels, COUNT);
    for (let i = 0; i < D; i++) {
      const values = Array.from(all, (row) => z[row * D + i]!);
      const mean = values.reduce((sum, value) => sum + value, 0) / COUNT;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / COUNT;
      expect(Math.abs(mean)).toBeLessThan(1e-3);
      expect(Math.abs(variance - 1)).toBeLessThan(1e-3);
    }
  } finally {
    await evaluator.dispose();
  }
});

test("a VAE's posterior variances are those of probabilistic PCA: what is left out, over each dimension's own", async () => {
  const pixels = images();
  const pca = await fitPixelPca(pixels, SIDE * SIDE * 3, all, D);
  const state = initialState(spec('vae'), 1);
  startFromPca(spec('vae'), state, pca);
  const kept = pca.variances.reduce((sum, value) => sum + value, 0);
  const noise = (pca.totalVariance - kept) / (SIDE * SIDE * 3 - D);
  const logvar = state.weights[state.names.indexOf('encoder.logvar.bias')]!;
  pca.variances.forEach((variance, i) => expect(logvar[i]).toBeCloseTo(Math.log(noise / variance), 3));
});

test('a VAE that looks at components has the same posterior: what z leaves out, not what they do', async () => {
  const pixels = images();
  const logvarOf = async (network: NetworkSpec) => {
    const state = initialState(network, 1);
    startFromPca(network, state, await fitPixelPca(pixels, SIDE * SIDE * 3, all, network.components ?? D));
    return state.weights[state.names.indexOf('encoder.logvar.bias')]!;
  };
  const expected = await logvarOf(spec('vae'));
  (await logvarOf(inCoordinates('vae'))).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 3));
});

test('fewer directions than dimensions leave the rest of z at 0', async () => {
  const pixels = images().subarray(0, 3 * SIDE * SIDE * 3);
  const pca = await fitPixelPca(pixels, SIDE * SIDE * 3, all.subarray(0, 3), D);
  expect(pca.components).toHaveLength(2);
  const state = initialState(spec('ae'), 1);
  startFromPca(spec('ae'), state, pca);
  const evaluator = await Evaluator.create(spec('ae'), { loss: 'mse', beta: 0, freeBits: 0 }, state);
  try {
    const { z } = await evaluator.reconstruct(state, pixels, 3);
    for (let row = 0; row < 3; row++) expect([...z.subarray(row * D + 2, (row + 1) * D)]).toEqual([0, 0, 0]);
    expect((await evaluator.evaluate(state, pixels, 3)).sse).toBeLessThan(1e-6);
  } finally {
    await evaluator.dispose();
  }
});
