import HistoryList from './HistoryList.svelte';
import UndoButtons from './UndoButtons.svelte';
import type { DialogView, Feature } from '../Feature.ts';

const LIST: DialogView = { title: 'History', widthPx: 420, content: HistoryList };

/** Undo and redo of everything a person does. */
export const history: Feature = {
  name: 'history',
  commands: [
    {
      id: 'undo',
      title: ({ document }) => wordsOf('Undo', document.history.undoLabel),
      refusal: ({ document, points }) =>
        document.history.undoLabel !== null || points.isMoving ? null : 'There is nothing to undo.',
      run: (page) => page.stepHistory('undo'),
    },
    {
      id: 'redo',
      title: ({ document }) => wordsOf('Redo', document.history.redoLabel),
      refusal: ({ document }) => (document.history.redoLabel !== null ? null : 'There is nothing to redo.'),
      run: (page) => page.stepHistory('redo'),
    },
    { id: 'history', run: ({ dialogs }) => dialogs.show(LIST) },
  ],
  views: [{ region: 'status-end', content: UndoButtons }],
};

const wordsOf = (verb: string, label: string | null) => (label === null ? verb : `${verb}: ${label}`);
