import { expect, test } from 'vitest';
import { carriedShape, fromCarried, toCarried } from './carriedState.ts';
import type { TrainingState } from './TrainingState.ts';

test('kernels are carried as [k,k,C,F] and come back as they were; the rest stays', () => {
  const [filters, channels, height, width] = [5, 3, 2, 4] as const;
  const kernel = Float32Array.from({ length: filters * channels * height * width }, (_, i) => i + 1);
  const bias = Float32Array.of(1, 2, 3, 4, 5);
  const state: TrainingState = {
    names: ['kernel', 'bias'],
    shapes: [[filters, channels, height, width], [filters]],
    weights: [kernel, bias],
    moments1: [kernel.map((v) => -v), bias],
    moments2: [kernel.map((v) => v * v), bias],
    step: 7,
  };
  const carried = toCarried(state);
  expect(carried.shapes).toEqual([[height, width, channels, filters], [filters]]);
  expect(carried.shapes).toEqual(state.shapes.map((shape) => carriedShape(shape)));
  for (const [y, x, c, f] of [
    [0, 1, 2, 3],
    [1, 3, 0, 4],
    [1, 2, 1, 0],
  ] as const) {
    const at = ((y * width + x) * channels + c) * filters + f;
    const from = ((f * channels + c) * height + y) * width + x;
    expect(carried.weights[0]![at]).toBe(kernel[from]);
    expect(carried.moments1[0]![at]).toBe(-kernel[from]!);
    expect(carried.moments2[0]![at]).toBe(kernel[from]! ** 2);
  }
  expect(carried.weights[1]).toBe(bias);
  expect(fromCarried(carried)).toEqual(state);
});
