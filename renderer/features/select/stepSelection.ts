import type { PointRef } from '../../../protocol/document.ts';
import type { Page } from '../../page/Page.svelte.ts';

type Around = Pick<Page, 'points' | 'rows' | 'flags' | 'order' | 'stepTo'>;

/**
 * Selects the point `by` places further: decoded points first, then images in order, round and round. While images are
 * shown in an order, they alone are gone through in that.
 */
export function stepSelection(page: Around, by: number): void {
  const { points, rows, order } = page;
  if (order.isInUse && order.shown.length > 0) {
    const { selected } = points;
    const row = order.rowAfter(selected?.kind === 'image' ? selected.index : null, by);
    if (row !== null) return page.stepTo(row);
  }
  const decoded = points.shown;
  const count = decoded.length + rows.loadedCount;
  const at = placeOf(page, points.selected);
  let place = at ?? (by > 0 ? 0 : count - 1);
  for (let tried = 0; tried < count; tried++) {
    if (at !== null || tried > 0) place = (place + by + count) % count;
    const point = decoded[place];
    const index = place - decoded.length;
    if (point) return points.select({ kind: 'probe', id: point.id });
    if (page.flags.isShown(index)) return points.select({ kind: 'image', index });
  }
}

function placeOf({ points }: Around, selected: PointRef | null): number | null {
  if (!selected) return null;
  if (selected.kind === 'image') return points.shown.length + selected.index;
  const at = points.shown.findIndex(({ id }) => id === selected.id);
  return at < 0 ? null : at;
}
