import { expect, test } from 'vitest';
import { DocumentState } from './DocumentState.svelte.ts';
import { keepSamples } from './keepSamples.ts';

test('samples become points by one edit, named on, with the selection as it was; undone at once', async () => {
  const told: string[] = [];
  const document = new DocumentState({ load: async () => null, save: async () => undefined }, () => {});
  await document.open('a');
  const points = { commitMove: () => told.push('commit'), refresh: () => told.push('refresh') };
  const [first] = keepSamples({ document, points }, [Float32Array.of(1, 2)], 'the prior, seed 3');
  const ids = keepSamples({ document, points }, [[0.5, 0], [7, 8]], 'the prior, seed 3'); // prettier-ignore
  expect(document.points.map(({ id, name, z }) => ({ id, name, z }))).toEqual([
    { id: first, name: 'Sample 1', z: [1, 2] },
    { id: ids[0], name: 'Sample 2', z: [0.5, 0] },
    { id: ids[1], name: 'Sample 3', z: [7, 8] },
  ]);
  expect(document.points[0]!.origin).toEqual({ kind: 'point', name: 'the prior, seed 3', z: [1, 2] });
  expect(document.selection.primary).toBeNull();
  expect(document.history.undoLabel).toBe('keep 2 samples');
  await document.history.undo();
  expect(document.points).toHaveLength(1);
  expect(told).toEqual(['commit', 'refresh', 'commit', 'refresh']);
});
