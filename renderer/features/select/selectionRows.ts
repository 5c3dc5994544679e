import { selectRows, withoutRows } from '../../document/selection.ts';
import { countOfRanges, type RowRanges } from '../../../protocol/rowRanges.ts';
import type { Page } from '../../page/Page.svelte.ts';

/** Selects a set of images. */
export function selectImages({ document, points }: Pick<Page, 'document' | 'points'>, rows: RowRanges): void {
  points.commitMove();
  document.select(selectRows(rows, document.selection), `select ${imagesWords(rows)}`);
  document.history.seal();
}

/** Every shown image that is not selected. */
export const othersShown = ({ document, flags }: Pick<Page, 'document' | 'flags'>): RowRanges =>
  withoutRows(flags.shownRows(), document.selection.rows);

/** 'an image', '37 images' */
export function imagesWords(rows: RowRanges): string {
  const count = countOfRanges(rows);
  return count === 1 ? 'an image' : `${count.toLocaleString('en')} images`;
}
