import { beforeEach, expect, test, vi } from 'vitest';
import { DistanceWalk, type WalkContext } from './DistanceWalk.ts';
import type { PointRef } from '../../protocol/document.ts';

const image = (index: number): PointRef => ({ kind: 'image', index });
/** z of rows 0..5 on a line; rows 2 and 3 lie on each other. */
const LINE = [0, 1, 3, 3, 7, 20];

const left = new Set<number>();
const said: string[] = [];
let selected: PointRef | null;
const fetch = vi.fn<WalkContext['fetch']>(async (_, key) => {
  const z = 'z' in key ? (key.z[0] ?? NaN) : NaN;
  const distances = Float32Array.from(LINE, (value) => Math.abs(value - z));
  const rows = Uint32Array.from(LINE.keys()).sort((a, b) => distances[a]! - distances[b]! || a - b);
  return { rows, known: rows.length, distances };
});
let collection: WalkContext['collection'];
let walk: DistanceWalk;

beforeEach(() => {
  left.clear();
  said.length = 0;
  fetch.mockClear();
  selected = image(3);
  collection = { id: 'a', count: 6, revision: 0 };
  walk = new DistanceWalk({
    fetch,
    flags: { isShown: (row) => !left.has(row) },
    get collection() {
      return collection;
    },
    get selected() {
      return selected;
    },
    select: (point) => (selected = point),
    latentOf: async (point) => Float32Array.of(point.kind === 'image' ? LINE[point.index]! : 6),
    nameOf: async (point) => (point.kind === 'image' ? `${point.index}.png` : 'Point 1'),
    say: (words) => said.push(words),
  });
});

test('leads from the nearest to the farthest and back to where it began, hidden images left out', async () => {
  left.add(0);
  // Presses faster than answers.
  await Promise.all([walk.step(1), walk.step(1), walk.step(1)]);
  expect(selected).toEqual(image(4));
  await walk.step(1);
  await walk.step(1);
  expect(said).toEqual([
    'No. 1 from 3.png, distance 0',
    'No. 2 from 3.png, distance 2',
    'No. 3 from 3.png, distance 4',
    'No. 4 from 3.png, distance 17',
    'No image that is shown is farther from 3.png.',
  ]);
  expect(selected).toEqual(image(5));
  for (let step = 0; step < 5; step++) await walk.step(-1);
  expect(said.slice(-3)).toEqual([
    'No. 1 from 3.png, distance 0',
    'Back at 3.png, where the walk began.',
    'The walk begins at 3.png.',
  ]);
  expect(selected).toEqual(image(3));
  expect(fetch).toHaveBeenCalledTimes(1);
});

test('begins anew where something else was selected, also at a decoded point', async () => {
  await walk.step(1);
  selected = { kind: 'probe', id: 'p' };
  await walk.step(1);
  expect([said.at(-1), selected]).toEqual(['No. 1 from Point 1, distance 1', image(4)]);
  expect(fetch).toHaveBeenCalledTimes(2);
});

test('keeps its origin when images were added, and ends quietly when nothing is selected', async () => {
  await walk.step(1);
  collection = { id: 'a', count: 6, revision: 1 };
  await walk.step(1);
  expect(said.at(-1)).toBe('No. 2 from 3.png, distance 2');
  expect(fetch).toHaveBeenCalledTimes(2);
  selected = null;
  await walk.step(1);
  expect(selected).toBeNull();
});

test('a failure is told, and the next step asks again', async () => {
  fetch.mockRejectedValueOnce(new Error('away'));
  await expect(walk.step(1)).rejects.toThrow('away');
  await walk.step(1);
  expect(selected).toEqual(image(2));
});
