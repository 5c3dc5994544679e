import { expect, it } from 'vitest';
import { LatencyMeter } from './LatencyMeter.ts';

it('gives nearest-rank percentiles of what it kept', () => {
  const meter = new LatencyMeter(100);
  for (let ms = 100; ms >= 1; ms--) meter.add(ms);
  expect(meter.summary()).toEqual({ count: 100, p50: 50, p95: 95 });
  expect(meter.percentile(0)).toBe(1);
  expect(meter.percentile(1)).toBe(100);
});

it('keeps the newest samples and counts all', () => {
  const meter = new LatencyMeter(4);
  for (const ms of [900, 900, 900, 1, 2, 3, 4]) meter.add(ms);
  expect(meter.summary()).toEqual({ count: 7, p50: 2, p95: 4 });
});

it('has nothing to say without samples, and refuses what is no duration', () => {
  const meter = new LatencyMeter();
  for (const ms of [NaN, -1, Infinity]) meter.add(ms);
  expect(meter.summary()).toEqual({ count: 0, p50: 0, p95: 0 });
  meter.add(5);
  meter.reset();
  expect(meter.count).toBe(0);
  expect(() => new LatencyMeter(0)).toThrow('got 0');
});
