import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { latentAtPlace, latentAtTime } from './latentAtTime.ts';
import {
  latentPathSchema,
  pathFileSchema,
  shareOfFrame,
  type LatentPath,
  type PathLoop,
  type PathSegment,
} from './latentPath.ts';

const ZS = [
  [0, 0, 1],
  [2, 1, 0],
  [1, 3, 2],
];

function pathOf(segment: Partial<PathSegment>, more: Partial<LatentPath> = {}): LatentPath {
  const whole: PathSegment = { seconds: 1, easing: 'linear', method: 'lerp', ...segment };
  const keyframes = ZS.map((z, i) => ({ id: String(i), name: `k${i}`, z, segment: whole }));
  return { keyframes, loop: 'once', timeTable: null, ...more };
}

function at(path: LatentPath, share: number): number[] {
  const out = new Float64Array(3);
  latentAtTime(path, share, out);
  return Array.from(out);
}

const closeTo = (z: readonly number[]) => z.map((value) => expect.closeTo(value, 12));

describe('z at a time', () => {
  test.each(['lerp', 'slerp', 'spline', 'data', 'metric'] as const)(
    '%s passes through the keyframes, closed and open, eased or not',
    (method) => {
      for (const easing of ['linear', 'ease-in', 'ease-out', 'ease-in-out'] as const) {
        const via = method === 'data' ? { via: [[5, 5, 5]] } : {};
        const open = pathOf({ method, easing, ...via });
        ZS.forEach((z, i) => expect(at(open, i / 2)).toEqual(closeTo(z)));
        const closed = pathOf({ method, easing, ...via }, { loop: 'loop' });
        [...ZS, ZS[0]!].forEach((z, i) => expect(at(closed, i / 3)).toEqual(closeTo(z)));
      }
    },
  );

  test('a closed spline is as smooth where it begins as elsewhere', () => {
    const path = pathOf({ method: 'spline' }, { loop: 'loop' });
    const speed = (from: number, to: number) =>
      at(path, to).map((z, d) => (z - at(path, from)[d]!) / (to - from));
    const [before, after] = [speed(1 - 1e-6, 1), speed(0, 1e-6)];
    // Tangents have the same direction; their lengths depend on the chords beside them.
    const dot = before.reduce((sum, z, d) => sum + z * after[d]!, 0);
    expect(dot / (Math.hypot(...before) * Math.hypot(...after))).toBeCloseTo(1, 5);
  });

  test('segments take their seconds of the whole', () => {
    const path = pathOf({});
    path.keyframes[0]!.segment = { seconds: 3, easing: 'linear', method: 'lerp' };
    expect(at(path, 0.75)).toEqual(closeTo(ZS[1]!));
    expect(at(path, 0.375)).toEqual(closeTo([1, 0.5, 0.5]));
  });

  test('easing slows the ends it names', () => {
    const shareOf = (easing: PathSegment['easing']) => at(pathOf({ easing }), 0.125)[0]! / 2;
    expect(shareOf('linear')).toBeCloseTo(0.25, 12);
    expect(shareOf('ease-in')).toBeCloseTo(0.0625, 12);
    expect(shareOf('ease-out')).toBeCloseTo(0.4375, 12);
    expect(shareOf('ease-in-out')).toBeCloseTo(0.15625, 12);
  });

  test('a time table stands in place of seconds and easing', () => {
    const path = pathOf({ easing: 'ease-in', seconds: 7 }, { timeTable: [0, 0.5, 0.6, 1] });
    expect(at(path, 1 / 3)).toEqual(closeTo(ZS[1]!));
    const half = new Float64Array(3);
    latentAtPlace(path, 0.55, half);
    expect(at(path, 0.5)).toEqual(closeTo(Array.from(half)));
    expect(at(path, 1)).toEqual(closeTo(ZS[2]!));
  });

  test('times beyond the ends are the ends', () => {
    expect(at(pathOf({}), -1)).toEqual(ZS[0]);
    expect(at(pathOf({}), 2)).toEqual(closeTo(ZS[2]!));
  });
});

describe('frames', () => {
  const shares = (loop: PathLoop, frames: number) =>
    Array.from({ length: frames }, (_, frame) => shareOfFrame(loop, frame, frames));

  test('once has both ends; what repeats has no image twice where it begins again', () => {
    expect(shares('once', 5)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(shares('loop', 4)).toEqual([0, 0.25, 0.5, 0.75]);
    expect(shares('ping-pong', 6)).toEqual(
      [0, 1 / 3, 2 / 3, 1, 1 - 1 / 3, 1 - 2 / 3].map((x) => expect.closeTo(x, 12)),
    );
  });
});

describe('schema', () => {
  const path = pathOf({});

  test('a path is read as it was written', () => {
    const text = JSON.stringify({ format: 1, model: { name: 'm', hash: 'h' }, frames: 60, fps: 30, ...path });
    expect(v.parse(pathFileSchema, JSON.parse(text))).toEqual(JSON.parse(text));
    expect(v.parse(latentPathSchema, path)).toEqual(path);
  });

  test.each([
    ['one keyframe', { ...path, keyframes: path.keyframes.slice(0, 1) }],
    ['z of two sizes', { ...path, keyframes: [...path.keyframes, { ...path.keyframes[0]!, z: [1, 2] }] }],
    ['points between of another size', pathOf({ method: 'data', via: [[1, 2]] })],
    ['a time table that goes back', { ...path, timeTable: [0, 0.6, 0.5, 1] }],
    ['no seconds', pathOf({ seconds: 0 })],
    ['an unknown loop', { ...path, loop: 'twice' }],
  ])('%s is refused', (_words, given) => {
    expect(v.is(latentPathSchema, given)).toBe(false);
  });
});
