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
  const settle = vi.fn();
  return { settle, resolution: new MotionResolution(() => busy.now, settle) };
}

test('what does not move is drawn into the picture, sharply', () => {
  const { resolution, settle } = start({ now: false });
  expect(resolution.drawingFor('once')).toBe('sharp');
  expect(resolution.isSettled).toBe(true);
  expect(resolution.hasPicture).toBe(true);
  vi.advanceTimersByTime(1000);
  expect(settle).not.toHaveBeenCalled();
});

test('a GPU that is in time draws movement past the picture, which is drawn when it has ended', () => {
  const { resolution, settle } = start({ now: false });
  expect(resolution.drawingFor('view')).toBe('direct');
  resolution.measure();
  vi.advanceTimersByTime(100);
  expect(resolution.drawingFor('view')).toBe('direct');
  vi.advanceTimersByTime(100);
  // The movement went on: what was due was put off.
  expect(settle).not.toHaveBeenCalled();
  expect(resolution.isSettled).toBe(false);
  expect(resolution.hasPicture).toBe(false);
  vi.advanceTimersByTime(100);
  expect(settle).toHaveBeenCalledOnce();
  expect(resolution.drawingFor('once')).toBe('sharp');
  expect(resolution.isSettled).toBe(true);
  expect(resolution.hasPicture).toBe(true);
});

test('a slow one draws movement coarsely, and sharply once it has ended', () => {
  const { resolution, settle } = start({ now: true });
  expect(resolution.drawingFor('view')).toBe('direct');
  resolution.measure();
  vi.advanceTimersByTime(50);
  expect(resolution.drawingFor('view')).toBe('coarse');
  vi.advanceTimersByTime(100);
  expect(resolution.drawingFor('view')).toBe('coarse');
  vi.advanceTimersByTime(100);
  expect(settle).not.toHaveBeenCalled();
  expect(resolution.isSettled).toBe(false);
  // Coarse, but of this view.
  expect(resolution.hasPicture).toBe(true);
  vi.advanceTimersByTime(100);
  expect(settle).toHaveBeenCalledOnce();
  expect(resolution.drawingFor('once')).toBe('sharp');
  expect(resolution.isSettled).toBe(true);
});

test('it is full again for a GPU that has become fast', () => {
  const busy = { now: true };
  const { resolution } = start(busy);
  resolution.measure();
  vi.advanceTimersByTime(50);
  expect(resolution.drawingFor('view')).toBe('coarse');
  busy.now = false;
  expect(resolution.drawingFor('once')).toBe('sharp');
  resolution.measure();
  vi.advanceTimersByTime(50);
  expect(resolution.drawingFor('view')).toBe('direct');
});

test('marks are drawn into the picture, coarsely by a slow GPU', () => {
  const { resolution, settle } = start({ now: true });
  expect(resolution.drawingFor('marks')).toBe('sharp');
  resolution.measure();
  vi.advanceTimersByTime(50);
  expect(resolution.drawingFor('marks')).toBe('coarse');
  expect(resolution.hasPicture).toBe(true);
  vi.advanceTimersByTime(200);
  expect(settle).toHaveBeenCalledOnce();
});
