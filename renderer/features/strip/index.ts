import { needsEngine, needsImages, needsSelection, allOf } from '../../commands/guards.ts';
import { DOCK_TAB } from './dockTab.ts';
import { orderGroups } from './orderChoices.ts';
import StripPanel from './StripPanel.svelte';
import type { Page } from '../../page/Page.svelte.ts';
import type { Feature } from '../Feature.ts';

const canWalk = allOf<'workspace' | 'rows' | 'points'>(needsEngine, needsImages, needsSelection);

const choicesOf = ({ columns }: Pick<Page, 'columns'>) =>
  orderGroups(columns.infos).flatMap(({ choices }) => choices);

/** The images one after the other: in order of a column, of their names, or of their distance in z. */
export const strip: Feature = {
  name: 'strip',
  commands: [
    { id: 'next-nearest', refusal: canWalk, run: ({ walk }) => walk.step(1) },
    { id: 'previous-nearest', refusal: canWalk, run: ({ walk }) => walk.step(-1) },
    {
      id: 'order-by',
      choices: (page) =>
        choicesOf(page).map(({ id, title, isDescending }) => ({
          id,
          title: isDescending === undefined ? `Images in order: ${title}` : `Images: ${title}`,
        })),
      refusal: needsImages,
      run: (page, id) => {
        const { order } = page;
        const choice = choicesOf(page).find((each) => each.id === id);
        if (choice) order.choose(choice.by, choice.isDescending ?? false);
        page.showInDock(DOCK_TAB);
      },
    },
  ],
  views: [
    {
      region: 'dock',
      title: DOCK_TAB,
      isShown: ({ workspace }) => workspace.collection !== null,
      content: StripPanel,
    },
  ],
};
