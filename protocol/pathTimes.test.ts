import { describe, expect, it } from 'vitest';
import { latentAtTime } from './latentAtTime.ts';
import { framesOfPath, pathSeconds, type LatentPath, type PathLoop } from './latentPath.ts';
import { keyframeShares, shareAfter } from './pathTimes.ts';

/** Keyframes at 0, 1, 2 … of one dimension. */
const path = (seconds: number[], loop: PathLoop, timeTable: number[] | null = null): LatentPath => ({
  keyframes: seconds.map((each, i) => ({
    ...{ id: String(i), name: '', z: [i] },
    segment: { seconds: each, easing: 'linear', method: 'lerp' },
  })),
  loop,
  timeTable,
});
const at = (of: LatentPath, share: number): number => {
  const z = new Float64Array(1);
  latentAtTime(of, share, z);
  return z[0]!;
};

describe('when a path is at its keyframes', () => {
  it.each<[PathLoop, number[] | null]>([
    ['once', null],
    ['loop', null],
    ['ping-pong', null],
    ['once', [0, 0.1, 0.2, 0.7, 1]],
    ['loop', [0, 0.6, 0.6, 0.9, 1]],
  ])('%s, %j: it is there', (loop, table) => {
    const of = path([1, 3, 2, 4], loop, table);
    keyframeShares(of).forEach((share, i) => expect(at(of, share)).toBeCloseTo(i, 9));
  });

  it('goes by seconds, of all segments that are gone', () => {
    expect(keyframeShares(path([1, 3, 9], 'once'))).toEqual([0, 0.25, 1]);
    expect(keyframeShares(path([1, 3, 4], 'loop'))).toEqual([0, 0.125, 0.5]);
    expect(pathSeconds(path([1, 3, 9], 'ping-pong'))).toBe(4);
    expect(framesOfPath(path([1, 3, 9], 'ping-pong'), 10)).toBe(80);
    expect(framesOfPath(path([1, 3, 9], 'loop'), 10)).toBe(130);
    expect(framesOfPath(path([0.05, 1], 'once'), 1)).toBe(2);
  });
});

describe('where it is after a time', () => {
  it('ends, begins again, or comes back', () => {
    expect(shareAfter('once', 1, 4)).toEqual({ share: 0.25, isOver: false });
    expect(shareAfter('once', 9, 4)).toEqual({ share: 1, isOver: true });
    expect(shareAfter('loop', 9, 4)).toEqual({ share: 0.25, isOver: false });
    expect(shareAfter('ping-pong', 5, 4)).toEqual({ share: 0.75, isOver: false });
    expect(shareAfter('ping-pong', 9, 4)).toEqual({ share: 0.25, isOver: false });
    expect(shareAfter('once', -1, 4)).toEqual({ share: 0, isOver: false });
  });
});
