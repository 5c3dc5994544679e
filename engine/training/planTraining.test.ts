import { expect, test } from 'vitest';
import type { ImageExamination } from './data/examineImages.ts';
import { planNotes, planTraining, type ExaminedImages } from './planTraining.ts';

const examined = (more: Partial<ImageExamination> = {}, imageCount = 5000): ExaminedImages => ({
  imageCount,
  unreadableCount: 0,
  examination: {
    sizes: [{ width: 64, height: 64 }],
    colour: true,
    transparency: null,
    kept: [0.3, 0.5, 0.7, 0.75, 0.78, 0.8, 0.82, 0.84, 0.85, 0.86, 0.86, 0.86],
    dimension: 3.3,
    secondsPerImage: 0.001,
    ...more,
  },
  machineSpeed: 5e10,
});
const asked = { images: ['images'] };

test('what nobody chose is proposed, each with a reason that the notes say', () => {
  const plan = planTraining(asked, examined());
  const { latent, kind, preset, size, channels, background } = plan.choices;
  expect([latent, kind, preset, size, channels, background].map(({ value }) => value)).toEqual([
    4,
    'ae',
    'quick',
    64,
    3,
    '#000000',
  ]);
  for (const { reason } of Object.values(plan.choices)) expect(reason).toMatch(/^[A-Z\d].*\.$/);
  const notes = planNotes(plan);
  expect(notes).toContainEqual(expect.stringMatching(/^z of 4: 4 numbers keep 75 % of what differs/));
  expect(notes).toContainEqual(expect.stringMatching(/^Effort quick: /));
  // A background that nobody sees needs no words.
  expect(notes.join()).not.toContain('Background');
});

test('what was chosen stays, and is not explained', () => {
  const chosen = { latent: 3, kind: 'vae', preset: 'balanced', size: 48, channels: 1, background: '#123456' };
  const plan = planTraining({ ...asked, ...chosen } as Parameters<typeof planTraining>[0], examined());
  for (const [name, value] of Object.entries(chosen)) {
    expect(plan.choices).toMatchObject({ [name]: { value, reason: null } });
  }
  expect(plan).toMatchObject({ size: 48, channels: 1 });
  expect(planNotes(plan)).toHaveLength(1);
});

test('transparent images get the ground from which they stand out', () => {
  const transparency = { share: 0.4, edgeLuminance: 20, ground: '#ffffff' } as const;
  const plan = planTraining(asked, examined({ transparency }));
  expect(plan.choices.background).toEqual({
    value: '#ffffff',
    reason: '40 % of the images are transparent, and what they show stands out best on white.',
  });
  expect(planNotes(plan)).toContainEqual(expect.stringMatching(/^Background #ffffff: 40 % of/));
});

test('tiny images are trained for longer at once, large ones are tried quickly first', () => {
  const tiny = { sizes: [{ width: 8, height: 8 }], colour: false };
  expect(planTraining(asked, examined(tiny, 60)).choices.preset.value).toBe('balanced');
  expect(planTraining(asked, examined({ sizes: [{ width: 999, height: 999 }] })).choices.preset.value).toBe(
    'quick',
  );
});

test('every effort has its time; that of the plan is among them, and a limit cuts all', () => {
  const plan = planTraining(asked, examined());
  const times = plan.efforts.map(({ estimatedSeconds }) => estimatedSeconds);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(plan.efforts.find(({ preset }) => preset === 'quick')?.estimatedSeconds).toBe(plan.estimatedSeconds);
  const limited = planTraining({ ...asked, seconds: 5 }, examined());
  expect(limited.estimatedSeconds).toBe(5);
  for (const { estimatedSeconds } of limited.efforts) expect(estimatedSeconds).toBeLessThanOrEqual(5);
});

test('a plan does not depend on how fast the machine is', () => {
  const fast = planTraining(asked, { ...examined(), machineSpeed: 5e12 });
  expect(fast.choices).toEqual(planTraining(asked, examined()).choices);
});
