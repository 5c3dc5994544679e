import * as v from 'valibot';
import { expect, test } from 'vitest';
import { documentSchema, emptyDocument } from './document.ts';

const full = {
  ...emptyDocument('label'),
  points: [
    {
      id: 'p1',
      name: 'my favourite',
      z: [0.5, -2],
      origin: { kind: 'image', row: 3, name: 'a.png', z: [0, 1] },
    },
    { id: 'p2', name: 'Point 2', z: [1, 1], origin: { kind: 'mean', name: 'the mean', z: [1, 1] } },
  ],
  filters: {
    label: { kind: 'categories', hidden: ['cat'], hideMissing: false },
    sharpness: { kind: 'range', min: 0.5, max: null, hideMissing: true },
  },
  hidden: [[4, 9]],
  selection: {
    rows: [
      [1, 2],
      [5, 8],
    ],
    primary: { kind: 'image', index: 5 },
  },
  dimensionNames: { 0: 'slant' },
  view: { position: [0, 0, 5], target: [0, 0, 0] },
};

test('a document is read as it was written', () => {
  const written: unknown = JSON.parse(JSON.stringify(full));
  expect(v.parse(documentSchema, written)).toEqual(full);
});

test.each([
  ['another format', { format: 2 }],
  ['a point that is nowhere', { points: [{ ...full.points[0], z: [NaN] }] }],
  [
    'runs that overlap',
    {
      hidden: [
        [4, 9],
        [8, 10],
      ],
    },
  ],
  [
    'runs that touch',
    {
      hidden: [
        [4, 9],
        [9, 10],
      ],
    },
  ],
  ['an empty run', { hidden: [[4, 4]] }],
  ['a row before the first', { selection: { rows: [[-1, 2]], primary: null } }],
  ['a name of a dimension that is none', { dimensionNames: { x: 'slant' } }],
])('%s is refused', (_, change) => {
  expect(v.safeParse(documentSchema, { ...full, ...change }).success).toBe(false);
});
