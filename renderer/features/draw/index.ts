import { allOf, needsDecoder, needsEngine, type Guard } from '../../commands/guards.ts';
import { DOCK_TAB } from './dockTab.ts';
import DrawPanel from './DrawPanel.svelte';
import { fitChoices, fitZ } from './fitZ.ts';
import type { Feature } from '../Feature.ts';

const needsCollection: Guard<'workspace'> = ({ workspace }) =>
  workspace.collection ? null : 'There is nothing to draw among yet. Open a model with its images first.';

const notWhileTraining: Guard<'workspace'> = ({ workspace }) =>
  workspace.live ? 'The model in training is shown. Draw again when the training has ended.' : null;

/** Images by hand: drawn, pasted, from a file or the camera, with their z by the encoder or by descent. */
export const draw: Feature = {
  name: 'draw',
  commands: [
    {
      id: 'draw',
      refusal: allOf<'workspace'>(needsEngine, needsDecoder, needsCollection),
      run: (page) => page.showInDock(DOCK_TAB),
    },
    {
      id: 'fit-z',
      choices: fitChoices,
      refusal: allOf<'workspace'>(needsEngine, needsDecoder, needsCollection, notWhileTraining),
      run: fitZ,
    },
  ],
  views: [
    {
      region: 'dock',
      title: DOCK_TAB,
      isShown: ({ workspace }) => workspace.collection !== null,
      content: DrawPanel,
    },
  ],
};
