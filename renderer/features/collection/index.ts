import CollectionSummary from './CollectionSummary.svelte';
import PointCount from './PointCount.svelte';
import UnreadableFiles from './UnreadableFiles.svelte';
import type { DialogView, Feature } from '../Feature.ts';

const UNREADABLE: DialogView = {
  title: 'Files that could not be read',
  widthPx: 640,
  content: UnreadableFiles,
};

/** Which images are open, how many of them, and which could not be read. */
export const collection: Feature = {
  name: 'collection',
  commands: [
    {
      id: 'unreadable',
      refusal: ({ workspace }) =>
        workspace.collection && workspace.collection.unreadableCount > 0 ? null : 'All files could be read.',
      run: ({ dialogs }) => dialogs.show(UNREADABLE),
    },
  ],
  views: [
    { region: 'left', content: CollectionSummary },
    { region: 'status', content: PointCount },
  ],
};
