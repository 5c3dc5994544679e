import { expect, test } from 'vitest';
import { timeLeftWords } from './job.ts';

test('the time left, as far as it is known', () => {
  expect(timeLeftWords({ secondsLeft: null })).toBeNull();
  expect(timeLeftWords({ secondsLeft: 48.4 })).toBe('48 s left');
  expect(timeLeftWords({ secondsLeft: 120, mayEndSooner: true })).toBe('at most 2 min left');
});
