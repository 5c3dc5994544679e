import { expect, test } from 'vitest';
import {
  errorWords,
  gainInBrief,
  gainWarning,
  gainWords,
  sentence,
  type TrainingOutcome,
} from './trainingWords.ts';

const outcome = (more: Partial<TrainingOutcome> = {}): TrainingOutcome => ({
  sse: 29,
  pcaSse: 33,
  trainedSse: 28,
  isHeldOut: true,
  isPca: false,
  steps: 1000,
  isCutShort: false,
  isStillImproving: false,
  isAugmented: false,
  latent: 32,
  ...more,
});

test('the gain is a share of the error of PCA, with both figures', () => {
  expect(gainWords(outcome())).toBe('12 % below PCA of the same size (29.0; PCA 33.0)');
  expect(gainWords(outcome({ sse: 34.65 }))).toBe('5 % above PCA of the same size (34.6; PCA 33.0)');
  expect(gainWords(outcome({ sse: 32.8 }))).toBe('0.6 % below PCA of the same size (32.8; PCA 33.0)');
  expect(gainWords(outcome({ sse: 33.001 }))).toBe('as good as PCA of the same size (33.0; PCA 33.0)');
  expect(gainWords(outcome({ sse: 1240.4, pcaSse: 1500 }))).toBe(
    '17 % below PCA of the same size (1,240; PCA 1,500)',
  );
});

test('a PCA without error, one that won, and a model that was only fitted are said plainly', () => {
  expect(gainWords(outcome({ pcaSse: 0 }))).toMatch(/^PCA of the same size loses nothing/);
  expect(gainWords(outcome({ isPca: true, sse: 33 }))).toBe(
    "PCA's, which was kept, as nothing that was trained came below it on the held-out images (33.0; PCA 33.0)",
  );
  expect(gainWords(outcome({ isPca: true, steps: 0, sse: 33 }))).toMatch(/^linear, as PCA/);
  expect(gainWarning(outcome({ isPca: true, steps: 0, sse: 33 }))).toBeNull();
});

test('a small gain comes with what would help, by what is true of the training', () => {
  expect(gainWarning(outcome())).toBeNull();
  const small = (more: Partial<TrainingOutcome>) =>
    gainWarning(outcome({ sse: 32.5, trainedSse: 32, ...more }));
  expect(small({ isStillImproving: true, isCutShort: true })).toMatch(/a longer training would help/);
  expect(small({ isStillImproving: true })).toMatch(/more epochs would help/);
  expect(small({ trainedSse: 10 })).toMatch(
    /by heart \(their error is 10\.0\): more images, or augmentation/,
  );
  expect(small({ trainedSse: 10, isAugmented: true })).toMatch(/more images would help/);
  // Without held-out images there is nothing that could be known by heart.
  expect(small({ trainedSse: 10, isHeldOut: false })).toMatch(/z of 32: a larger z/);
  expect(small({})).toMatch(/a larger z would help, or more images/);
  expect(gainWarning(outcome({ isPca: true, sse: 33 }))).toMatch(/^The training gained nothing over PCA\./);
});

test('errors have three digits, whatever their size', () => {
  expect([0.41234, 29, 999.6, 123456].map(errorWords)).toEqual(['0.412', '29.0', '1,000', '123,456']);
  expect(sentence('as good')).toBe('As good.');
});

test('while it trains, in brief', () => {
  expect(gainInBrief(15, 30)).toBe('50 % below PCA');
  expect(gainInBrief(33, 30)).toBe('10 % above PCA');
  expect(gainInBrief(30.01, 30)).toBe('as PCA');
  expect(gainInBrief(1, 0)).toBe('');
});

test('another loss that was asked for is told beside the squared error, and decides what is little', () => {
  const sharp = (error: number, more: Partial<TrainingOutcome> = {}) =>
    outcome({ sse: 34.65, judged: { by: 'sharp', error, pcaError: 0.1 }, ...more });
  expect(gainWords(sharp(0.08))).toBe(
    '5 % above PCA of the same size (34.6; PCA 33.0); loss sharp 20 % below it (0.0800; PCA 0.100)',
  );
  expect(gainWords(sharp(0.1))).toMatch(/; loss sharp as that of PCA \(0\.100; PCA 0\.100\)$/);
  expect(gainWarning(sharp(0.08))).toBeNull();
  expect(gainWarning(sharp(0.099))).toMatch(/^That is little to gain over PCA\./);
  expect(gainWords(sharp(0.1, { isPca: true, sse: 33 }))).toBe(
    "PCA's, which was kept, as nothing that was trained came below its loss (sharp) on the held-out images (33.0; PCA 33.0)",
  );
});
