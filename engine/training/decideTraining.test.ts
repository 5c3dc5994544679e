import { expect, test } from 'vitest';
import { PRESETS } from '../../protocol/training.ts';
import { isAugmenting } from './data/augmentImage.ts';
import { chooseSize, sizeWarnings } from './data/chooseSize.ts';
import { decideTraining, planSteps } from './decideTraining.ts';
import { checkOptions, resolveOptions } from './resolveOptions.ts';

const PROPOSED = { latent: 3, kind: 'ae', preset: 'balanced', background: '#000000' } as const;
const decide = (more: object, traits: Partial<Parameters<typeof decideTraining>[1]> = {}, count = 5000) =>
  decideTraining(
    resolveOptions(checkOptions({ images: ['images'], ...more }), PROPOSED),
    { sizes: [{ width: 28, height: 28 }], colour: false, ...traits },
    count,
  );

test('the images decide what the options leave open', () => {
  expect(decide({ preset: 'quick' })).toMatchObject({
    size: 28,
    channels: 1,
    architecture: 'dense',
    holdOut: 0.1,
    warnings: [],
  });
  expect(decide({}, { sizes: [{ width: 640, height: 480 }], colour: true })).toMatchObject({
    size: 64,
    channels: 3,
    architecture: 'dense',
    loss: 'mse',
  });
  expect(decide({ size: 256 }, { colour: true })).toMatchObject({ architecture: 'conv' });
  expect(decide({ loss: 'bce' }).spec).toMatchObject({ output: 'sigmoid', linear: false });
  expect(decide({ size: 100, channels: 1, architecture: 'dense' }, { colour: true })).toMatchObject({
    size: 100,
    channels: 1,
    architecture: 'dense',
  });
});

test('images are left as they are for an instant model, which is fitted to them once', () => {
  const augmented = (more: object) =>
    isAugmenting(resolveOptions(checkOptions({ images: ['images'], ...more }), PROPOSED).augmentation);
  const augmentation = { flip: true };
  expect(augmented({ augmentation })).toBe(true);
  expect(augmented({ augmentation, preset: 'instant' })).toBe(false);
  expect(
    resolveOptions(checkOptions({ images: ['images'], preset: 'instant' }), PROPOSED).augmentation.gentle,
  ).toBe('off');
});

test('sizes: their own when small, else a round one that the preset affords', () => {
  const square = (side: number) => [{ width: side, height: side }];
  expect(chooseSize(square(5), 'quick')).toBe(8);
  expect(chooseSize(square(31), 'quick')).toBe(31);
  expect(chooseSize(square(37), 'quick')).toBe(40);
  expect(chooseSize(square(90), 'balanced')).toBe(64);
  expect(chooseSize(square(90), 'quality')).toBe(80);
  expect(chooseSize(square(4000), 'quality')).toBe(128);
  expect(chooseSize([...square(10), ...square(50), ...square(4000)], 'quick')).toBe(48);
});

test('sizes and shapes that differ wildly are said', () => {
  const sizes = [
    { width: 100, height: 100 },
    { width: 1000, height: 1000 },
  ];
  expect(sizeWarnings(sizes, 64)[0]).toContain('100×100 to 1000×1000; all are brought to 64×64');
  expect(sizeWarnings([...sizes.slice(0, 1), { width: 300, height: 100 }], 64)[0]).toContain(
    'very different shapes',
  );
  expect(sizeWarnings(sizes.slice(0, 1), 64)).toEqual([]);
});

test('fewer than 8 images are not held out, fewer than 200 are warned of', () => {
  expect(decide({}, {}, 7)).toMatchObject({ holdOut: 0, batchSize: 7 });
  expect(decide({}, {}, 8).holdOut).toBe(0.1);
  expect(decide({}, {}, 100).warnings[0]).toContain('Only 100 images');
});

test.each(PRESETS.filter((preset) => preset !== 'instant'))(
  '%s: steps come in whole runs, evaluations cost little',
  (preset) => {
    for (const count of [2, 8, 90, 5000, 100_000]) {
      for (const more of [
        {},
        { size: 64, channels: 3 as const },
        { size: 256, channels: 3 as const, batchSize: 8 },
      ]) {
        const decision = decide({ preset, ...more }, {}, count);
        const heldOut = Math.round(count * decision.holdOut) || count;
        const plan = planSteps(decision, count - heldOut || count, heldOut);
        expect(plan.totalSteps % plan.stepsPerRun).toBe(0);
        expect(plan.stepsPerEvaluation % plan.stepsPerRun).toBe(0);
        expect(plan.stepsPerEvaluation).toBeLessThanOrEqual(plan.totalSteps);
        const evaluations = plan.totalSteps / plan.stepsPerEvaluation;
        expect(evaluations).toBeLessThanOrEqual(200);
        if (evaluations >= 2) {
          expect(plan.evaluationImages / 3).toBeLessThanOrEqual(
            0.05 * plan.stepsPerEvaluation * decision.batchSize,
          );
        }
      }
    }
  },
);

test.each([
  [{ latent: 0 }, 'Train a model: latent: expected a number from 1 to 512, got 0.'],
  [{ latent: 2.5 }, 'expected a whole number'],
  [{ preset: 'best' }, 'expected one of instant, quick, balanced, quality, got "best"'],
  [{ holdOut: 0.6 }, 'holdOut: expected a number from 0 to 0.5'],
  [{ size: 7 }, 'size'],
  [{ seconds: NaN }, 'seconds'],
  [{ background: 'red' }, "a colour like '#000000'"],
  [{ augmentation: { shift: 2 } }, 'augmentation.shift'],
])('%o is refused', (more, words) => {
  expect(() => decide(more)).toThrow(words);
});
