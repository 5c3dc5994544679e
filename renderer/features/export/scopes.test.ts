import { expect, it } from 'vitest';
import { pointsOf, rangesOf, scopesOf, type ScopeParts } from './scopes.ts';
import type { DocumentPoint, PointRef } from '../../../protocol/document.ts';
import type { RowRanges } from '../../../protocol/rowRanges.ts';

const image = (index: number): PointRef => ({ kind: 'image', index });
const probe = (id: string): PointRef => ({ kind: 'probe', id });

/** Nine images and the decoded points p, q and r; the last of a pair, or of the rows, is selected. */
function parts(rows: RowRanges, pair: [PointRef, PointRef] | null): ScopeParts {
  const origin: DocumentPoint['origin'] = { kind: 'mean', name: 'mean', z: [0] };
  const points = ['p', 'q', 'r'].map((id) => ({ id, name: id, z: [1], origin }));
  const selected = pair?.[1] ?? null;
  const selectedPoint = points.find(({ id }) => selected?.kind === 'probe' && id === selected.id) ?? null;
  return {
    comparison: { pair: pair && { a: pair[0], b: pair[1] } },
    document: { selection: { primary: selected, rows }, points },
    flags: { shownCount: 9, shownRows: () => [[0, 9]] },
    points: { selected, selectedPoint },
    workspace: { collection: { count: 9, gone: 0 } },
  };
}

it('offers the two that are compared before the one of them that is selected', () => {
  const page = parts([[7, 8]], [image(7), image(2)]);
  const scopes = scopesOf(page);
  expect(scopes.map(({ id, count }) => [id, count])).toEqual([
    ['compared', 2],
    ['selection', 1],
    ['all', 9],
    ['points', 3],
  ]);
  expect(rangesOf(scopes[0]!, page)).toEqual([
    [2, 3],
    [7, 8],
  ]);
});

it('offers them after many that are selected, and not where they are the selection', () => {
  expect(scopesOf(parts([[2, 6]], [image(8), image(2)])).map(({ id }) => id)).toEqual([
    ...['selection', 'compared', 'all', 'points'],
  ]);
  expect(scopesOf(parts([[2, 4]], [image(3), image(2)])).map(({ id }) => id)).not.toContain('compared');
});

it('takes two decoded points that are compared, and no pair of an image and a point', () => {
  const page = parts([], [probe('r'), probe('p')]);
  const [compared, selection] = scopesOf(page);
  expect(compared).toMatchObject({ id: 'compared', of: 'points' });
  expect(pointsOf(compared!, page).map(({ id }) => id)).toEqual(['p', 'r']);
  expect(pointsOf(selection!, page).map(({ id }) => id)).toEqual(['p']);
  expect(scopesOf(parts([], [image(1), probe('p')])).map(({ id }) => id)).not.toContain('compared');
});
