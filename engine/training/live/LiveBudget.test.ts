import { expect, test } from 'vitest';
import { LiveBudget } from './LiveBudget.ts';

/** A training of so many seconds in runs of 0.1 s, of which an update costs `costS` and slows the second after it. */
function play(totalS: number, costS: number, slowedBy: number): { updates: number[]; lostS: number } {
  const budget = new LiveBudget(0, totalS);
  const updates: number[] = [];
  let lostS = 0;
  for (let nowS = 0; nowS < totalS;) {
    const isSlowed = nowS < (updates.at(-1) ?? -Infinity) + 1;
    const seconds = isSlowed ? 0.1 * slowedBy : 0.1;
    lostS += seconds - 0.1;
    nowS += seconds;
    budget.stepsTaken(10, seconds, nowS);
    if (!budget.isDue(nowS, costS)) continue;
    nowS += costS;
    lostS += costS;
    budget.spent(costS, nowS, true);
    updates.push(nowS);
  }
  return { updates, lostS };
}

test('the first update comes after two seconds, and none sooner than a second after another', () => {
  const { updates } = play(60, 0.001, 1);
  expect(updates[0]).toBeGreaterThanOrEqual(2);
  expect(updates[0]).toBeLessThan(2.3);
  const gaps = updates.slice(1).map((at, i) => at - updates[i]!);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1);
  expect(updates.length).toBeGreaterThan(40);
});

test.each([
  { what: 'cheap updates', costS: 0.02, slowedBy: 1 },
  { what: 'dear updates', costS: 0.6, slowedBy: 1 },
  { what: 'a page that draws on the same cores', costS: 0.1, slowedBy: 2 },
])('with $what a training of a minute loses less than 5 %', ({ costS, slowedBy }) => {
  const { updates, lostS } = play(60, costS, slowedBy);
  expect(updates.length).toBeGreaterThan(1);
  expect(updates[0]).toBeLessThan(2.3 + costS);
  expect(lostS / 60).toBeLessThan(0.05);
});

test('an update that can never be paid for is never due', () => {
  expect(play(20, 5, 1).updates).toEqual([]);
});
