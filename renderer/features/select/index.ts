import { tick } from 'svelte';
import { needsImages, needsPoints, needsSelectedImages, needsSelection } from '../../commands/guards.ts';
import { dropTag } from '../../document/columnEdits.ts';
import { hideRows, isolateRows } from '../../document/edits.ts';
import { lassoLayer } from './lassoLayer.ts';
import SelectionInspector from './SelectionInspector.svelte';
import { imagesWords, othersShown, selectImages } from './selectionRows.ts';
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
      id: 'select-shown',
      refusal: (page) =>
        needsImages(page) ?? (page.flags.shownCount > 0 ? null : 'Nothing is shown that could be selected.'),
      run: (page) => selectImages(page, page.flags.shownRows()),
    },
    {
      id: 'invert-selection',
      refusal: needsImages,
      run: (page) => selectImages(page, othersShown(page)),
    },
    {
      id: 'hide-selected',
      refusal: needsSelectedImages,
      run: ({ document }) => {
        const { rows } = document.selection;
        document.edit(`hide ${imagesWords(rows)}`, (before) => hideRows(before, rows));
      },
    },
    {
      id: 'isolate-selected',
      refusal: needsSelectedImages,
      run: ({ document, rows: all }) => {
        const { rows } = document.selection;
        document.edit(`isolate ${imagesWords(rows)}`, (before) => isolateRows(before, rows, all.loadedCount));
      },
    },
    {
      id: 'tag-selected',
      refusal: needsSelectedImages,
      run: async ({ layout }) => {
        layout.rightOpen = true;
        await tick();
        document.querySelector<HTMLElement>('[data-tag-field]')?.focus();
      },
    },
    {
      id: 'remove-tag',
      choices: ({ columns }) =>
        columns.infos
          .filter(({ type, origin }) => type === 'flag' && origin === 'person')
          .map(({ name }) => ({ id: name, title: `Remove the tag "${name}"` })),
      run: async ({ workspace, document }, name) =>
        document.history.add(await dropTag(workspace.columnCalls, name)),
    },
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
  views: [
    {
      region: 'right',
      isShown: ({ document }) => document.selection.rows.length > 0,
      content: SelectionInspector,
    },
  ],
  layers: [selectionLayer, lassoLayer],
};

/** One thing at a time: the move in the hand, the newest message, the selection. */
function letGo({ points, notices }: Pick<Page, 'points' | 'notices'>): void {
  const newest = notices.shown.at(-1);
  if (points.isMoving) points.abandonMove();
  else if (newest) notices.dismiss(newest.id);
  else points.select(null);
}
