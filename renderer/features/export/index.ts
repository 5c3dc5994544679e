import { allOf, needsEngine, needsPoints } from '../../commands/guards.ts';
import TakeAway from './TakeAway.svelte';
import type { DialogView, Feature } from '../Feature.ts';

const DIALOG: DialogView = { title: 'Take away', widthPx: 640, content: TakeAway };

/** What one sees, taken away: z and columns as files, images in folders, paths. */
export const exporting: Feature = {
  name: 'export',
  commands: [
    {
      id: 'export',
      refusal: allOf(needsEngine, needsPoints),
      run: ({ points, dialogs }) => {
        points.commitMove();
        dialogs.show(DIALOG);
      },
    },
  ],
};
