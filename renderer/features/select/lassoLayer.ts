import { rangesOfRows } from '../../../protocol/rowRanges.ts';
import { withoutRows, withRows } from '../../document/selection.ts';
import { addLasso } from '../../scene/lasso/addLasso.ts';
import { selectImages } from './selectionRows.ts';
import type { SceneLayer } from '../Feature.ts';

/** Shift-drag draws a lasso: what is inside is selected; with Ctrl as well added, with Alt taken out. */
export const lassoLayer: SceneLayer = (scene, page) =>
  addLasso(scene, (found, mode) => {
    const rows = rangesOfRows(found);
    const { rows: before } = page.document.selection;
    if (mode === 'add') selectImages(page, withRows(before, rows));
    else if (mode === 'remove') selectImages(page, withoutRows(before, rows));
    else selectImages(page, rows);
  });
