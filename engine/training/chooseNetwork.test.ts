import { expect, test } from 'vitest';
import { ARCHITECTURES, PRESETS, TRAINING_KINDS } from '../../protocol/training.ts';
import { chooseArchitecture, chooseNetwork } from './chooseNetwork.ts';
import { layerOutputShape, layersOutputShape, networkCost } from './layerShapes.ts';

const trained = PRESETS.filter((preset) => preset !== 'instant');
const builtArchitectures = ARCHITECTURES.filter((name) => name !== 'auto');

test.each(trained)('%s: every size, both channel counts, both architectures go round', (preset) => {
  for (let size = 8; size <= 256; size++) {
    for (const channels of [1, 3] as const) {
      for (const architecture of builtArchitectures) {
        const spec = chooseNetwork({ architecture, kind: 'ae', preset, size, channels, latent: 5 });
        expect(layersOutputShape(spec.decoder, [5])).toEqual(
          spec.components ? [spec.components] : [channels, size, size],
        );
        expect(networkCost(spec).parameters).toBeGreaterThan(0);
      }
    }
  }
});

test('large images are seen as components, whose basis stays within bounds; small ones and convolutions see pixels', () => {
  const choice = { architecture: 'dense', kind: 'ae', preset: 'quick', latent: 32 } as const;
  const componentsOf = (size: number, channels: 1 | 3, more = {}) =>
    chooseNetwork({ ...choice, size, channels, ...more }).components;
  expect(componentsOf(64, 3)).toBe(512);
  expect(componentsOf(28, 1)).toBeUndefined();
  expect(componentsOf(64, 3, { architecture: 'conv' })).toBeUndefined();
  expect(componentsOf(64, 3, { output: 'sigmoid' })).toBeUndefined();
  expect(componentsOf(256, 1, { preset: 'quality' })! * 256 * 256).toBeLessThanOrEqual(2 ** 24);
  // Every dimension of z begins as one of them.
  expect(componentsOf(64, 3, { latent: 700 })).toBe(700);
});

test('two layers and a linear path, and what they hold', () => {
  const spec = chooseNetwork({
    architecture: 'dense',
    kind: 'ae',
    preset: 'balanced',
    size: 28,
    channels: 1,
    latent: 30,
  });
  const sides = [784, 1000, 500, 30, 500, 1000, 784];
  const layers = sides.slice(1).reduce((sum, units, layer) => sum + units * sides[layer]! + units, 0);
  const parameters = layers + 2 * 784 * 30 + 30 + 784;
  expect(networkCost(spec).parameters).toBe(parameters);
  const variational = networkCost({ ...spec, kind: TRAINING_KINDS[1] });
  expect(variational.parameters).toBe(parameters + 500 * 30 + 30);
});

test('images that dense layers can hold are dense, larger ones convolutional', () => {
  for (const preset of trained) {
    expect(chooseArchitecture(28, 1, preset)).toBe('dense');
    expect(chooseArchitecture(64, 3, preset)).toBe('dense');
    expect(chooseArchitecture(256, 1, preset)).toBe('dense');
    expect(chooseArchitecture(256, 3, preset)).toBe('conv');
  }
});

test('a network for cross-entropy ends in a sigmoid, without a linear path', () => {
  const choice = {
    architecture: 'dense',
    kind: 'ae',
    preset: 'quick',
    size: 16,
    channels: 1,
    latent: 4,
  } as const;
  expect(chooseNetwork({ ...choice, output: 'sigmoid' })).toMatchObject({ output: 'sigmoid', linear: false });
  expect(chooseNetwork(choice)).toMatchObject({ output: 'clip', linear: true });
});

test('an instant model is linear: two matrices and two offsets', () => {
  expect(chooseArchitecture(28, 1, 'instant')).toBe('linear');
  const spec = chooseNetwork({
    architecture: 'linear',
    kind: 'ae',
    preset: 'instant',
    size: 28,
    channels: 1,
    latent: 30,
  });
  expect(networkCost(spec).parameters).toBe(2 * 784 * 30 + 30 + 784);
});

test('higher presets cost more', () => {
  for (const architecture of builtArchitectures) {
    const costs = trained.map((preset) =>
      networkCost(chooseNetwork({ architecture, kind: 'ae', preset, size: 64, channels: 3, latent: 32 })),
    );
    expect(costs[1]!.multiplications).toBeGreaterThan(costs[0]!.multiplications);
    expect(costs[2]!.multiplications).toBeGreaterThan(costs[1]!.multiplications);
  }
});

test('a convolution counts a product for each output pixel, a transposed one for each input pixel', () => {
  const layer = { filters: 7, kernel: 4, stride: 2, padding: 1, activation: 'none' } as const;
  expect(layerOutputShape({ type: 'conv', ...layer }, [3, 8, 8])).toEqual([7, 4, 4]);
  expect(layerOutputShape({ type: 'convTranspose', ...layer, outputPadding: 1 }, [3, 4, 4])).toEqual([
    7, 9, 9,
  ]);
});

test('what does not fit is refused by name and shape', () => {
  expect(() => layerOutputShape({ type: 'spaceToDepth', block: 4 }, [3, 30, 30])).toThrow(
    'Layer spaceToDepth: expected sides divisible by 4, got [3,30,30].',
  );
  expect(() => layerOutputShape({ type: 'downsample', factor: 2 }, [10])).toThrow('[C,H,W], got [10]');
  const spec = chooseNetwork({
    architecture: 'conv',
    kind: 'ae',
    preset: 'quick',
    size: 32,
    channels: 1,
    latent: 5,
  });
  expect(() => networkCost({ ...spec, decoder: spec.decoder.slice(0, -1) })).toThrow(
    'Decoder: expected to end in',
  );
});
