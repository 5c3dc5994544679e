import { needsPoints, needsSelection } from '../../commands/guards.ts';
import { stepSelection } from './stepSelection.ts';
import { selectionLayer } from './selectionLayer.ts';
import type { Page } from '../../page/Page.svelte.ts';
import type { Feature } from '../Feature.ts';

/** What is selected, and going from point to point. */
export const select: Feature = {
  name: 'select',
  commands: [
    { id: 'next', refusal: needsPoints, run: (page) => stepSelection(page, 1) },
    { id: 'previous', refusal: needsPoints, run: (page) => stepSelection(page, -1) },
    {
      id: 'clear-selection',
      title: ({ notices }) => (notices.shown.length > 0 ? 'Dismiss the message' : 'Clear the selection'),
      refusal: (page) =>
        page.points.isMoving || page.notices.shown.length > 0 ? null : needsSelection(page),
      isQuiet: true,
      run: letGo,
    },
    {
      id: 'fly-to',
      refusal: needsSelection,
      run: ({ scene, camera, points }) => {
        const { selected } = points;
        if (selected) camera.steer(() => scene?.flyTo(selected));
      },
    },
  ],
  layers: [selectionLayer],
};

/** One thing at a time: the move in the hand, the newest message, the selection. */
function letGo({ points, notices }: Pick<Page, 'points' | 'notices'>): void {
  const newest = notices.shown.at(-1);
  if (points.isMoving) points.abandonMove();
  else if (newest) notices.dismiss(newest.id);
  else points.select(null);
}
