import { allOf, needsDecoder, needsEngine, needsPoints } from '../../commands/guards.ts';
import { DOCK_TAB } from './dockTab.ts';
import GeneratePanel from './GeneratePanel.svelte';
import Manifold from './manifold/Manifold.svelte';
import { listenForEnd } from './walk/listenForEnd.ts';
import { walkingOf } from './walk/Walking.svelte.ts';
import WalkCard from './walk/WalkCard.svelte';
import type { Page } from '../../page/Page.svelte.ts';
import type { DialogView, Feature } from '../Feature.ts';

const MANIFOLD: DialogView = { title: 'Manifold', widthPx: 0, isBare: true, content: Manifold };

const canDraw = (page: Page): string | null =>
  allOf<'workspace' | 'rows' | 'points'>(needsEngine, needsDecoder, needsPoints)(page) ??
  (page.workspace.live ? 'New images are drawn again when the training has ended.' : null);

/** New images: drawn at random, wandered through, or laid out on a plane of the latent space. */
export const generation: Feature = {
  name: 'generation',
  commands: [
    { id: 'generate', refusal: canDraw, run: (page) => page.showInDock(DOCK_TAB) },
    {
      id: 'surprise-me',
      title: (page) => (walkingOf(page).isRunning ? 'Stop wandering' : 'Surprise me'),
      refusal: canDraw,
      run: async (page) => {
        const walking = walkingOf(page);
        if (walking.isRunning) walking.stop();
        else await walking.start();
      },
    },
    {
      id: 'keep-this',
      refusal: (page) =>
        walkingOf(page).isRunning
          ? null
          : 'Nothing wanders: press W, and Shift+W where you like what you see.',
      run: (page) => walkingOf(page).keep(),
    },
    {
      id: 'manifold',
      refusal: (page) =>
        canDraw(page) ??
        ((page.workspace.model?.latentSize ?? 0) < 2
          ? 'A z of one value has no plane: drag a point along it.'
          : null),
      run: ({ dialogs, points }) => {
        points.commitMove();
        dialogs.show(MANIFOLD);
      },
    },
  ],
  views: [
    {
      region: 'dock',
      title: DOCK_TAB,
      isShown: ({ workspace }) => workspace.collection !== null,
      content: GeneratePanel,
    },
    { region: 'over', content: WalkCard },
  ],
  start: listenForEnd,
};
