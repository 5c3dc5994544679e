import { describe, expect, test } from 'vitest';
import golden from './fixtures/curves.json' with { type: 'json' };
import { catmullRom, lerp, slerp, throughPoints } from './pathCurves.ts';

const TOLERANCE = 1e-12;

function expectClose(got: Float64Array, wanted: readonly number[]): void {
  expect(got).toHaveLength(wanted.length);
  // NaN is never less.
  wanted.forEach((value, d) =>
    expect(Math.abs(got[d]! - value)).toBeLessThan(TOLERANCE * (1 + Math.abs(value))),
  );
}

const lengthOf = (z: ArrayLike<number>) => Math.hypot(...Array.from(z));

describe('slerp', () => {
  test.each(golden.slerps)('of $a.length values is what NumPy makes by rotating', ({ a, b, at }) => {
    const out = new Float64Array(a.length);
    golden.shares.forEach((u, i) => {
      slerp(a, b, u, out);
      expectClose(out, at[i]!);
    });
  });

  test('lengths are interpolated, so that the middle is not short', () => {
    const out = new Float64Array(2);
    slerp([2, 0], [0, 4], 0.5, out);
    expect(lengthOf(out)).toBeCloseTo(3, 12);
    lerp([2, 0], [0, 4], 0.5, out);
    expect(lengthOf(out)).toBeCloseTo(Math.hypot(1, 2), 12);
  });

  test.each([
    ['the same way', [1, 2], [2, 4]],
    ['opposite ways', [1, 2], [-2, -4]],
    ['nowhere', [0, 0], [3, 1]],
    ['nowhere, both', [0, 0], [0, 0]],
  ])('of two that point %s is the straight line', (_words, a, b) => {
    const [out, straight] = [new Float64Array(2), new Float64Array(2)];
    for (const u of [0, 0.25, 1]) {
      slerp(a, b, u, out);
      lerp(a, b, u, straight);
      expect(out).toEqual(straight);
    }
  });
});

describe('centripetal Catmull–Rom', () => {
  test.each(golden.splines)(
    'of $points.0.length values is what NumPy makes in Hermite form',
    ({ points, at }) => {
      const [a, b, c, d] = points as [number[], number[], number[], number[]];
      const out = new Float64Array(b.length);
      golden.shares.forEach((u, i) => {
        catmullRom(a, b, c, d, u, out);
        expectClose(out, at[i]!);
      });
    },
  );

  test('without neighbours it is the straight line; on two equal points it stays', () => {
    const out = new Float64Array(2);
    catmullRom(null, [0, 1], [4, 3], null, 0.25, out);
    expectClose(out, [1, 1.5]);
    catmullRom([9, 9], [4, 3], [4, 3], [1, 1], 0.3, out);
    expectClose(out, [4, 3]);
  });

  test('a neighbour that lies on its own point counts as none', () => {
    const [doubled, alone] = [new Float64Array(2), new Float64Array(2)];
    catmullRom([1, 1], [1, 1], [5, 2], [6, 7], 0.4, doubled);
    catmullRom(null, [1, 1], [5, 2], [6, 7], 0.4, alone);
    expect(doubled).toEqual(alone);
  });
});

describe('through points', () => {
  const via = [
    [1, 2],
    [2, 0],
    [3, 5],
  ];

  test('it goes over each of them at even times', () => {
    const out = new Float64Array(2);
    [[0, 0], ...via, [4, 4]].forEach((point, i) => {
      throughPoints([0, 0], via, [4, 4], i / 4, out);
      expectClose(out, point);
    });
  });

  test('with none between, and with all in a row, it is the straight line', () => {
    const out = new Float64Array(2);
    throughPoints([0, 0], [], [4, 2], 0.3, out);
    expectClose(out, [1.2, 0.6]);
    const row = [1, 2, 3].map((x) => [x, x / 2]);
    throughPoints([0, 0], row, [4, 2], 0.3, out);
    expectClose(out, [1.2, 0.6]);
  });
});
