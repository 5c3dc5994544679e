import { allOf, needsDecodedPoint, needsDecoder, needsEngine } from '../../commands/guards.ts';
import PointInspector from './PointInspector.svelte';
import PointList from './PointList.svelte';
import { KeyboardMoves } from './KeyboardMoves.ts';
import { followNearness, nearnessLayer } from './nearnessLayer.ts';
import { pointsLayer } from './pointsLayer.ts';
import type { Page } from '../../page/Page.svelte.ts';
import type { Feature } from '../Feature.ts';

/** Decoded points: made, moved, named, deleted, by the hand, by sliders and by keys. */
export const points: Feature = {
  name: 'points',
  commands: [
    {
      id: 'new-point',
      refusal: (page) =>
        allOf(needsEngine, needsDecoder)(page) ??
        (page.workspace.projection ? null : 'There is no view to put a point in yet.'),
      run: addAtMean,
    },
    {
      id: 'stay-near-data',
      title: ({ preferences }) =>
        preferences.staysNearData ? 'Let points leave the data' : 'Keep points near the data',
      run: ({ preferences }) => {
        preferences.staysNearData = !preferences.staysNearData;
      },
    },
    {
      id: 'delete-point',
      refusal: needsDecodedPoint,
      run: ({ points }) => {
        if (points.selectedPoint) points.delete(points.selectedPoint.id);
      },
    },
  ],
  views: [
    { region: 'left', isShown: ({ points }) => points.shown.length > 0, content: PointList },
    { region: 'right', isShown: isOneLookedAt, content: PointInspector },
  ],
  layers: [pointsLayer, followNearness, nearnessLayer],
  start: (page) => new KeyboardMoves(page).listen(),
};

/** Of two that are compared, both are shown elsewhere. */
function isOneLookedAt({ comparison }: Pick<Page, 'comparison'>): boolean {
  return comparison.pair === null;
}

function addAtMean({ points, workspace }: Pick<Page, 'points' | 'workspace'>): void {
  const { histograms, model } = workspace;
  if (!model) return;
  const z = Float32Array.from(histograms?.mean ?? new Array<number>(model.latentSize).fill(0));
  points.addPoint({ kind: 'mean', name: 'the mean of the data', z: [...z] });
}
