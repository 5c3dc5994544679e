import { expect, it, vi } from 'vitest';
import { seededRandom } from '../../protocol/testing/seededRandom.ts';
import { BoundsMeasure, type ExtentBefore } from './BoundsMeasure.ts';
import { CloudBounds } from './CloudBounds.ts';

function cloud(count: number, scale: number): Float32Array {
  const random = seededRandom(4);
  return Float32Array.from({ length: count * 3 }, () => scale * random());
}

it('measures few rows at once', () => {
  const measured = vi.fn<(before: ExtentBefore | null) => void>();
  const measure = new BoundsMeasure(measured);
  const positions = cloud(1000, 2);
  measure.append(positions, 400, 0);
  expect(measure.bounds.count).toBe(400);
  measure.append(positions, 1000, 400);
  expect(measured.mock.calls).toEqual([[null], [null]]);
  expect(measure.hasWork).toBe(false);
  const whole = new CloudBounds();
  whole.add(positions);
  expect(measure.bounds.low).toEqual(whole.low);
  expect(measure.bounds.high).toEqual(whole.high);
  expect(measure.bounds.radius()).toBeCloseTo(whole.radius(), 10);
});

it('keeps the old extent after a move until all of the new one is known', () => {
  const now = vi.spyOn(performance, 'now');
  const measured = vi.fn<(before: ExtentBefore | null) => void>();
  const measure = new BoundsMeasure(measured);
  const count = 200_000;
  measure.append(cloud(count, 1), count, 0);
  while (measure.hasWork) measure.work(Infinity);
  measured.mockClear();
  const oldHigh = [...measure.bounds.high];
  // A clock that is past every deadline: one slice at a time.
  let clockMs = 0;
  now.mockImplementation(() => (clockMs += 1000));
  measure.move(cloud(count, 5), count);
  let steps = 0;
  for (; measure.hasWork; steps++) {
    expect(measure.bounds.high).toEqual(oldHigh);
    expect(measured).not.toHaveBeenCalled();
    measure.work(0);
  }
  now.mockRestore();
  expect(steps).toBeGreaterThan(3);
  expect(measured).toHaveBeenCalledOnce();
  const [before] = measured.mock.calls[0]!;
  expect(before?.centre[0]).toBeCloseTo(0.5, 1);
  expect(before?.radius).toBeLessThan(measure.bounds.radius() / 4);
  expect(measure.bounds.count).toBe(count);
  expect(measure.bounds.high[0]).toBeGreaterThan(4.9);
});

it('counts rows once that are given again', () => {
  const measure = new BoundsMeasure(() => undefined);
  const positions = cloud(300, 1);
  measure.append(positions, 300, 0);
  positions[0] = 40;
  measure.append(positions, 300, 0);
  expect(measure.bounds.count).toBe(300);
  expect(measure.bounds.high[0]).toBe(40);
});
