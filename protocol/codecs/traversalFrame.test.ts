import { expect, test } from 'vitest';
import {
  readTraversalFrame,
  traversalErrorPart,
  traversalFrame,
  traversalProgressPart,
  TraversalReader,
  type TraversalGrid,
} from './traversalFrame.ts';

const grid: TraversalGrid = {
  rows: [
    {
      name: 'Länge',
      dimension: 3,
      direction: null,
      deviation: 0.5,
      middle: 1,
      change: 0.25,
      gain: null,
      kl: 1.5,
      share: null,
    },
    {
      name: 'direction 1',
      dimension: null,
      direction: [0.6, 0.8],
      deviation: 1,
      middle: 0,
      change: null,
      gain: 2,
      kl: null,
      share: 0.5,
    },
  ],
  offsets: [-1, 0, 1],
  width: 2,
  height: 1,
  decodeMs: 1.5,
  rgba: Uint8ClampedArray.from({ length: 2 * 3 * 2 * 4 }, (_, i) => i),
};

test('a traversal survives the way', () => {
  expect(readTraversalFrame(traversalFrame(grid).buffer)).toEqual(grid);
});

test.each([0, 3, 20, 60])('a frame cut to %i bytes is refused', (length) => {
  expect(() => readTraversalFrame(traversalFrame(grid).buffer.slice(0, length))).toThrow();
});

test('a frame with bytes too many is refused', () => {
  const bytes = traversalFrame(grid);
  const longer = new Uint8Array(bytes.length + 4);
  longer.set(bytes);
  expect(() => readTraversalFrame(longer.buffer)).toThrow(/Expected 48 bytes of 2×3 images, got 52/);
});

test.each([1, 3, 7, 1000])('progress comes before the grid, in pieces of %i bytes', (size) => {
  const steps = [1, 2].map((done) => ({ words: 'Zählen', done, total: 2 }));
  const parts = [...steps.map(traversalProgressPart), traversalFrame(grid)];
  const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
  const told: unknown[] = [];
  const reader = new TraversalReader((progress) => told.push(progress));
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  expect(reader.end()).toEqual(grid);
  expect(told).toEqual(steps);
});

test('what it came to nothing for is thrown as the engine said it', () => {
  const reader = new TraversalReader();
  const said = { code: 'bad-images', message: 'None is there.' } as const;
  expect(() => reader.push(traversalErrorPart(said))).toThrow(expect.objectContaining(said));
});
