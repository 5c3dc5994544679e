import { countOfRanges } from '../../../protocol/rowRanges.ts';
import type { DocumentPoint } from '../../../protocol/document.ts';
import type { RowRanges } from '../../../protocol/rowRanges.ts';
import type { Page } from '../../page/Page.svelte.ts';

/** Of what there is, what is taken. */
export interface Scope {
  id: 'selection' | 'shown' | 'all' | 'points';
  of: 'images' | 'points';
  title: string;
  count: number;
  /** What comes after the collection's name in that of a file: 'digits selection'; '' for nothing. */
  word: string;
}

type Parts = Pick<Page, 'document' | 'flags' | 'workspace' | 'points'>;

/** What can be taken, what a person most likely means first. */
export function scopesOf({ document, flags, workspace, points }: Parts): Scope[] {
  const { collection } = workspace;
  const { rows } = document.selection;
  const here = (collection?.count ?? 0) - (collection?.gone ?? 0);
  const { selectedPoint } = points;
  const scopes: Scope[] = [];
  if (rows.length > 0) {
    scopes.push({
      ...{ id: 'selection', title: 'The selection', word: 'selection' },
      ...{ count: countOfRanges(rows), of: 'images' },
    });
  } else if (selectedPoint) {
    scopes.push({
      ...{ id: 'selection', title: `“${selectedPoint.name}”`, word: selectedPoint.name },
      ...{ count: 1, of: 'points' },
    });
  }
  const isFiltered = flags.shownCount < here;
  if (isFiltered && flags.shownCount > 0) {
    scopes.push({
      ...{ id: 'shown', title: 'What is shown', word: 'shown' },
      ...{ count: flags.shownCount, of: 'images' },
    });
  }
  if (here > 0) scopes.push({ id: 'all', title: 'All images', word: '', count: here, of: 'images' });
  if (document.points.length > 0) {
    scopes.push({
      ...{ id: 'points', title: 'The decoded points', word: 'points' },
      ...{ count: document.points.length, of: 'points' },
    });
  }
  return scopes;
}

/** Rows of a scope of images; undefined for all there are. */
export function rangesOf({ id }: Scope, { document, flags }: Parts): RowRanges | undefined {
  if (id === 'selection') return document.selection.rows;
  return id === 'shown' ? flags.shownRows() : undefined;
}

/** The points of a scope of points. */
export function pointsOf({ id }: Scope, { document, points }: Parts): DocumentPoint[] {
  return document.points.filter((point) => id === 'points' || point.id === points.selectedPoint?.id);
}
