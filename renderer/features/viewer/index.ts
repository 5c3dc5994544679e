import { needsSelection } from '../../commands/guards.ts';
import { samePointRef } from '../../document/selection.ts';
import CompareCard from './CompareCard.svelte';
import Viewer from './Viewer.svelte';
import type { Page } from '../../page/Page.svelte.ts';
import type { DialogView, Feature } from '../Feature.ts';

const VIEWER: DialogView = { title: 'View large', widthPx: 0, isBare: true, content: Viewer };

/** One image, or two beside each other, as large as the window; and two beside each other in the panel. */
export const viewer: Feature = {
  name: 'viewer',
  commands: [
    {
      id: 'view-large',
      refusal: (page) => needsSelection(page) ?? refusalOfSample(page),
      run: ({ dialogs }) => dialogs.show(VIEWER),
    },
    {
      id: 'compare',
      refusal: (page) =>
        page.comparison.pair
          ? refusalOfSample(page)
          : 'Exactly two are compared: Ctrl-click a second image or decoded point, or press C on one and then on the other.',
      run: ({ dialogs }) => dialogs.show(VIEWER),
    },
    {
      id: 'mark-for-comparison',
      refusal: needsSelection,
      title: (page) => {
        const { marked } = page.comparison;
        if (!marked) return 'Compare with another';
        return samePointRef(marked, page.points.selected)
          ? 'Kept: select another to compare'
          : `Compare with ${page.nameOf(marked)}`;
      },
      run: markOrCompare,
    },
  ],
  views: [{ region: 'right', isShown: ({ comparison }) => comparison.pair !== null, content: CompareCard }],
};

function refusalOfSample({ comparison, points, workspace }: Page): string | null {
  const looked = [comparison.pair?.a, points.selected];
  const isSample =
    workspace.collection?.state === 'sampled' && looked.some((point) => point?.kind === 'image');
  return isSample ? 'A draw from the prior has no image behind it. Drag it to see it drawn.' : null;
}

/** The first press keeps the selected one, the second, on another, puts the two beside each other. */
function markOrCompare(page: Page): void {
  const { comparison, notices, points, layout } = page;
  const { selected } = points;
  if (!selected) return;
  const { marked } = comparison;
  if (marked && !samePointRef(marked, selected)) {
    comparison.with(marked);
    comparison.mark(null);
    notices.hush();
    layout.rightOpen = true;
    return;
  }
  comparison.mark(marked ? null : selected);
  notices.say(
    marked
      ? `${page.nameOf(selected)} is no longer kept for a comparison.`
      : `${page.nameOf(selected)} is kept: select another and press C again to compare the two.`,
  );
}
