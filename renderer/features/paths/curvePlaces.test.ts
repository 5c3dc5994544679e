import { expect, it } from 'vitest';
import { curvePlaces } from './curvePlaces.ts';
import type { LatentPath } from '../../../protocol/latentPath.ts';

const PATH: LatentPath = {
  keyframes: [
    [0, 0],
    [4, 8],
  ].map((z) => ({
    ...{ id: `k${z[0]}`, name: '', z },
    segment: { seconds: 1, easing: 'linear', method: 'lerp' },
  })),
  loop: 'once',
  timeTable: null,
};

it('asks for evenly spaced times and for each keyframe, each under a name of its own', () => {
  const keys: string[] = [];
  const found = curvePlaces(PATH, 4, (key, z) => {
    keys.push(key);
    return [z[0]!, z[1]!, 7];
  });
  expect([...found!.points]).toEqual([0, 0, 7, 1, 2, 7, 2, 4, 7, 3, 6, 7, 4, 8, 7]);
  expect([...found!.keyframes]).toEqual([0, 0, 7, 4, 8, 7]);
  expect(new Set(keys).size).toBe(7);
});

it('is nothing while a place is not known, and asks for all of them', () => {
  let asked = 0;
  expect(curvePlaces(PATH, 4, () => (asked++ === 0 ? null : [0, 0, 0]))).toBeNull();
  expect(asked).toBe(7);
});
