import { BASE_VIEW } from '../../../protocol/projection.ts';
import { allOf, needsEngine, needsImages } from '../../commands/guards.ts';
import ProjectionForm from './ProjectionForm.svelte';
import ProjectionPanel from './ProjectionPanel.svelte';
import { flatLayer } from './flatLayer.ts';
import { projectionJob } from './projectionJob.ts';
import { showView, titleOf } from './showView.ts';
import type { Page } from '../../page/Page.svelte.ts';
import type { DialogView, Feature } from '../Feature.ts';

const NEW: DialogView = { title: 'New projection', widthPx: 560, content: ProjectionForm };

const needsOpenImages = allOf<'workspace' | 'rows'>(needsEngine, needsImages);

/** How z is seen: along which axes, or laid out by neighbours. */
export const projections: Feature = {
  name: 'projections',
  commands: [
    {
      id: 'new-projection',
      refusal: (page) => {
        if (projectionJob(page.workspace)) {
          return 'A projection is being computed. Wait for it, or stop it where it is.';
        }
        return notLive(page) ?? needsOpenImages(page);
      },
      run: ({ dialogs }) => dialogs.show(NEW),
    },
    {
      id: 'show-projection',
      choices: (page) =>
        [BASE_VIEW, ...(page.workspace.collection?.views ?? []).map(({ id }) => id)].map((id) => ({
          id,
          title: `See ${titleOf(page, id)}`,
        })),
      refusal: (page) => notLive(page) ?? needsOpenImages(page),
      run: (page, id) => showView(page, id),
    },
    {
      id: 'remove-projection',
      choices: ({ workspace }) =>
        (workspace.collection?.views ?? []).map(({ id, title }) => ({ id, title: `Remove ${title}` })),
      refusal: needsEngine,
      run: async ({ workspace }, id) => {
        await workspace.run('removeView', id);
      },
    },
  ],
  views: [
    {
      region: 'left',
      isShown: ({ workspace }) => workspace.projection !== null,
      content: ProjectionPanel,
    },
  ],
  layers: [flatLayer],
};

function notLive({ workspace }: Pick<Page, 'workspace'>): string | null {
  return workspace.live
    ? 'The images are seen as the training has them; choose a projection when it has ended.'
    : null;
}
