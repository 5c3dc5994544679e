import { selectRange } from '../../document/selection.ts';
import type { Page } from '../../page/Page.svelte.ts';

type Around = Pick<Page, 'document' | 'order' | 'points' | 'stepTo'>;

/** As in the scene: alone; with Ctrl taken in or out; with Shift all between, which with Ctrl are added. */
export interface SelectKeys {
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * Selects the image at a place of the strip.
 * @param anchor the row that a range goes from; null for the primary one
 */
export function selectInStrip(page: Around, place: number, keys: SelectKeys, anchor: number | null): void {
  const { document, order, points } = page;
  const { shown } = order;
  const row = shown[place];
  if (row === undefined) return;
  const isAdding = keys.ctrlKey || keys.metaKey;
  if (keys.shiftKey) {
    points.commitMove();
    const from = anchor === null ? place : shown.indexOf(anchor);
    const [first, last] = from < 0 ? [place, place] : [Math.min(from, place), Math.max(from, place)];
    const rows = shown.slice(first, last + 1).sort();
    const label = rows.length === 1 ? 'select an image' : `select ${rows.length.toLocaleString('en')} images`;
    document.select(selectRange(rows, row, isAdding ? document.selection.rows : []), label);
  } else if (isAdding) points.toggle(row);
  else page.stepTo(row);
  // Whichever is the primary one now: the strip stays as it is.
  if (points.selected?.kind === 'image') order.stepsTo(points.selected.index);
}
