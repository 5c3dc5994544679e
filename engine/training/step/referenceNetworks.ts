/** The two networks that throughput and golden values are stated for, and a small twin of the second. */
import type { Activation, LayerSpec, NetworkSpec } from '../NetworkSpec.ts';

const dense = (units: number, activation: Activation = 'relu'): LayerSpec => ({
  type: 'dense',
  units,
  activation,
});
const down = (filters: number): LayerSpec => ({
  type: 'conv',
  filters,
  kernel: 4,
  stride: 2,
  padding: 1,
  activation: 'relu',
});
const up = (filters: number, activation: Activation = 'relu'): LayerSpec => ({
  type: 'convTranspose',
  filters,
  kernel: 4,
  stride: 2,
  padding: 1,
  activation,
});

/** 784-1000-500-250-30 and back (Hinton & Salakhutdinov 2006), rectifiers between. */
export const DENSE_NETWORK: NetworkSpec = {
  kind: 'ae',
  channels: 1,
  height: 28,
  width: 28,
  latent: 30,
  output: 'sigmoid',
  linear: false,
  encoder: [dense(1000), dense(500), dense(250)],
  decoder: [dense(250), dense(500), dense(1000), dense(784, 'none'), { type: 'reshape', shape: [1, 28, 28] }],
};

/** Colour images through 4×4 convolutions of stride 2, dense to z, and back. */
export function strideNetwork(side: number, filters: readonly number[], latent: number): NetworkSpec {
  const base = side / 2 ** filters.length;
  const widest = filters.at(-1) ?? 1;
  return {
    kind: 'ae',
    channels: 3,
    height: side,
    width: side,
    latent,
    output: 'sigmoid',
    linear: false,
    encoder: filters.map((count) => down(count)),
    decoder: [
      dense(widest * base * base),
      { type: 'reshape', shape: [widest, base, base] },
      ...filters
        .slice(0, -1)
        .reverse()
        .map((count) => up(count)),
      up(3, 'none'),
    ],
  };
}

/** 64×64×3, convolutions 32-64-128-256, dense to 32 and back. */
export const CONV_NETWORK = strideNetwork(64, [32, 64, 128, 256], 32);
export const CONV_NETWORK_SMALL = strideNetwork(16, [8, 16], 8);
