import { expect, test } from 'vitest';
import type { ModelJson } from '../../protocol/model.ts';
import { unlikeWords } from '../../protocol/unlike.ts';
import { ownMse, unlikeRemark } from './unlikeRemark.ts';

const likeness = (mse: number, averageMse = 0.05, flatMse = 0.08) => ({
  count: 64,
  mse,
  averageMse,
  flatMse,
});

test('where the model states its error, three times that is remarked on', () => {
  expect(unlikeRemark(likeness(0.0299), 0.01)).toBeNull();
  expect(unlikeRemark(likeness(0.03), 0.01)).toEqual({ times: 3 });
  // How else it does says nothing then: it may well draw better than the average, and not as it draws its own.
  expect(unlikeRemark(likeness(0.04, 0.05, 0.09), 0.01)).toEqual({ times: 4 });
  expect(unlikeRemark(likeness(0.02, 0.001, 0.001), 0.01)).toBeNull();
});

test('what nobody can see is not remarked on, however good the model is', () => {
  expect(unlikeRemark(likeness(1e-4), 1e-6)).toBeNull();
  expect(unlikeRemark(likeness(1.1e-4), 1e-6)?.times).toBeCloseTo(110, 6);
  expect(unlikeRemark(likeness(0, 0, 0), null)).toBeNull();
  expect(unlikeRemark(likeness(Number.NaN), 0.01)).toBeNull();
  expect(unlikeRemark(likeness(Number.NaN), null)).toBeNull();
});

test('where it states none, drawing worse than their average and half as badly as flat areas is', () => {
  expect(unlikeRemark(likeness(0.05, 0.05, 0.1), null)).toEqual({ times: null });
  expect(unlikeRemark(likeness(0.0499, 0.05, 0.08), null)).toBeNull();
  // Images that are nearly one another have an average that is hard to do better than.
  expect(unlikeRemark(likeness(0.05, 0.01, 0.1001), null)).toBeNull();
});

const described = (training: ModelJson['training']) =>
  ownMse({
    ...{ format: 1, name: 'm', latent: { shape: [3], prior: 'none' } },
    image: { width: 8, height: 8, channels: 1, layout: 'NCHW', range: [0, 1] },
    ...(training && { training }),
  });

test('the error of a description is that of the images held out; that of the ones trained on does not count', () => {
  expect(described({ heldOut: { mse: 0.01 }, trained: { mse: 0.002 } })).toBe(0.01);
  expect(described({ trained: { mse: 0.002 } })).toBeNull();
  expect(described(undefined)).toBeNull();
  // Whatever else a person's own description holds.
  for (const heldOut of [
    null,
    0.01,
    '0.01',
    [],
    {},
    { mse: 0 },
    { mse: -1 },
    { mse: '0.01' },
    { mse: null },
  ]) {
    expect(described({ heldOut })).toBeNull();
  }
});

test('the words say how much worse, as exactly as one cares to know', () => {
  const times = (value: number) =>
    / it draws them (\S+) times worse/.exec(unlikeWords({ times: value }))?.[1];
  expect([3, 9.94, 24.46, 1204.4].map(times)).toEqual(['3.0', '9.9', '24', '1,204']);
  expect(unlikeWords({ times: null })).toMatch(/no better than the average/);
});
