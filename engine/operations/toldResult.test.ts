import { expect, test } from 'vitest';
import { toldResult } from './toldResult.ts';

test('of a result with 98,000 unreadable files a page is told the first hundred, and all else', () => {
  const unreadable = Array.from({ length: 98_000 }, (_, i) => ({ path: `/${i}.png`, reason: 'is broken' }));
  expect(toldResult({ count: 3, unreadable })).toEqual({ count: 3, unreadable: unreadable.slice(0, 100) });
  expect(unreadable).toHaveLength(98_000);
});

test.each([null, 7, { epochs: 3 }, { unreadable: 5 }])('%j is told as it is', (result) => {
  expect(toldResult(result)).toBe(result);
});
