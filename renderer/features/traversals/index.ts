import { allOf, needsDecoder, needsEngine, needsPoints } from '../../commands/guards.ts';
import { DOCK_TAB } from './dockTab.ts';
import TraversalPanel from './TraversalPanel.svelte';
import type { Feature } from '../Feature.ts';

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
