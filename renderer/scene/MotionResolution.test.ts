import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MotionResolution } from './MotionResolution.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', globalThis);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function start(busy: { now: boolean }) {
  const sharpen = vi.fn();
  return { sharpen, resolution: new MotionResolution(() => busy.now, sharpen) };
}

test('a GPU that is in time always draws at full resolution', () => {
  const { resolution, sharpen } = start({ now: false });
  expect(resolution.scaleFor(true)).toBe(1);
  resolution.measure();
  vi.advanceTimersByTime(1000);
  expect(resolution.scaleFor(true)).toBe(1);
  expect(sharpen).not.toHaveBeenCalled();
});

test('a slow one draws movement coarsely, and sharply once it has ended', () => {
  const busy = { now: true };
  const { resolution, sharpen } = start(busy);
  expect(resolution.scaleFor(true)).toBe(1);
  resolution.measure();
  vi.advanceTimersByTime(50);
  expect(resolution.scaleFor(true)).toBeLessThan(1);
  vi.advanceTimersByTime(100);
  // The movement goes on: what was due is put off.
  expect(resolution.scaleFor(true)).toBeLessThan(1);
  vi.advanceTimersByTime(100);
  expect(sharpen).not.toHaveBeenCalled();
  expect(resolution.isCoarse).toBe(true);
  vi.advanceTimersByTime(100);
  expect(sharpen).toHaveBeenCalledOnce();
  expect(resolution.scaleFor(false)).toBe(1);
  expect(resolution.isCoarse).toBe(false);
});

test('it is full again for a GPU that has become fast', () => {
  const busy = { now: true };
  const { resolution } = start(busy);
  resolution.measure();
  vi.advanceTimersByTime(50);
  expect(resolution.scaleFor(true)).toBeLessThan(1);
  busy.now = false;
  expect(resolution.scaleFor(false)).toBe(1);
  resolution.measure();
  vi.advanceTimersByTime(50);
  expect(resolution.scaleFor(true)).toBe(1);
});
