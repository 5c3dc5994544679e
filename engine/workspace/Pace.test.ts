import { expect, test } from 'vitest';
import { Pace } from './Pace.ts';

test('runs grow while they are short and shrink when one is long, within 1 and the most', () => {
  const pace = new Pace(64);
  const sizes = [pace.size];
  // Half a millisecond an item: 32 fill a frame.
  for (let run = 0; run < 4; run++) {
    pace.ran(pace.size, pace.size * 0.5);
    sizes.push(pace.size);
  }
  expect(sizes).toEqual([8, 16, 32, 32, 32]);
  pace.ran(32, 1000);
  expect(pace.size).toBe(1);
  for (let run = 0; run < 10; run++) pace.ran(pace.size, 0);
  expect(pace.size).toBe(64);
  expect(new Pace(3).size).toBe(3);
});
