import { expect, test } from 'vitest';
import { readTraversalFrame, traversalFrame, type TraversalGrid } from './traversalFrame.ts';

const grid: TraversalGrid = {
  rows: [
    { name: 'Länge', dimension: 3, direction: null, deviation: 0.5, middle: 1, change: 0.25, gain: null },
    {
      name: 'direction 1',
      dimension: null,
      direction: [0.6, 0.8],
      deviation: 1,
      middle: 0,
      change: null,
      gain: 2,
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
