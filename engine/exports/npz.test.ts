import { afterEach, expect, test, vi } from 'vitest';
import { npzOfArrays } from './npz.ts';

afterEach(() => vi.useRealTimers());

test('the same arrays are the same bytes at any time', () => {
  const values = Float32Array.of(1, 2, 3, 4);
  vi.useFakeTimers({ toFake: ['Date'] });
  const write = (time: string) => {
    vi.setSystemTime(new Date(time));
    return npzOfArrays([{ name: 'z', shape: [2, 2], values }], []);
  };
  expect(write('2026-11-28T18:00:00')).toEqual(write('2031-01-02T03:04:06'));
});
