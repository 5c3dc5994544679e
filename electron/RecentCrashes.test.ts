import { expect, test } from 'vitest';
import { CRASH_WINDOW_MS, RecentCrashes } from './RecentCrashes.ts';

test('the third crash within a minute is not answered by loading again, until a person asks', () => {
  const crashes = new RecentCrashes();
  expect([0, 1000, 2000].map((timeMs) => crashes.mayReload(timeMs))).toEqual([true, true, false]);
  crashes.forget();
  expect(crashes.mayReload(3000)).toBe(true);
});

test('crashes that lie apart are no loop', () => {
  const crashes = new RecentCrashes();
  const timesMs = Array.from({ length: 6 }, (_, index) => (index * CRASH_WINDOW_MS) / 2);
  expect(timesMs.map((timeMs) => crashes.mayReload(timeMs))).toEqual(Array(6).fill(true));
});
