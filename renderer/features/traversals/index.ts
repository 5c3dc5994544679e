import { allOf, needsDecoder, needsEngine, needsPoints, needsSelection } from '../../commands/guards.ts';
import { DOCK_TAB } from './dockTab.ts';
import DirectionsHere from './DirectionsHere.svelte';
import TraversalPanel from './TraversalPanel.svelte';
import type { Feature } from '../Feature.ts';

/** The directions along which the image changes most around a point, as sliders: below the directions that a person keeps. */
export const directionsHere: Feature = {
  name: 'directions here',
  commands: [
    {
      id: 'find-directions',
      title: ({ preferences }) => (preferences.findsDirections ? 'No directions here' : 'Directions here'),
      refusal: (page) =>
        page.preferences.findsDirections
          ? null
          : allOf<'workspace' | 'points'>(needsEngine, needsDecoder, needsSelection)(page),
      run: ({ preferences }) => {
        preferences.findsDirections = !preferences.findsDirections;
      },
    },
  ],
  views: [
    {
      region: 'right',
      isShown: ({ workspace, points, comparison }) =>
        workspace.model?.hasDecoder === true &&
        workspace.collection !== null &&
        comparison.pair === null &&
        points.selected !== null,
      content: DirectionsHere,
    },
  ],
};

/** How the image changes along each dimension of z, or in the directions that matter around a point. */
export const traversals: Feature = {
  name: 'traversals',
  commands: [
    {
      id: 'traverse',
      refusal: allOf<'workspace' | 'rows' | 'points'>(needsEngine, needsDecoder, needsPoints),
      run: (page) => page.showInDock(DOCK_TAB),
    },
  ],
  views: [
    {
      region: 'dock',
      title: DOCK_TAB,
      isShown: ({ workspace }) => workspace.collection !== null,
      content: TraversalPanel,
    },
  ],
};
