import type { CollectionInfo } from '../../../protocol/collection.ts';
import { countOfRanges, rangesHave, rangesOfRows } from '../../../protocol/rowRanges.ts';
import type { DocumentPoint, PointRef } from '../../../protocol/document.ts';
import type { RowRanges } from '../../../protocol/rowRanges.ts';
import type { Page } from '../../page/Page.svelte.ts';

/** Of what there is, what is taken. */
export interface Scope {
  id: 'selection' | 'compared' | 'shown' | 'all' | 'points';
  of: 'images' | 'points';
  title: string;
  count: number;
  /** What comes after the collection's name in that of a file: 'digits selection'; '' for nothing. */
  word: string;
}

/** What scopes are taken from: of the page, what matters here. */
export interface ScopeParts {
  comparison: Pick<Page['comparison'], 'pair'>;
  document: Pick<Page['document'], 'points' | 'selection'>;
  flags: Pick<Page['flags'], 'shownCount' | 'shownRows'>;
  points: { readonly selected: PointRef | null; readonly selectedPoint: { readonly name: string } | null };
  workspace: { collection: Pick<CollectionInfo, 'count' | 'gone'> | null };
}

/** What can be taken, what a person most likely means first. */
export function scopesOf(parts: ScopeParts): Scope[] {
  const { document, flags, workspace, points } = parts;
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
  const compared = comparedIn(parts);
  if (compared) {
    const scope: Scope = {
      ...{ id: 'compared', title: 'The two compared', word: 'compared' },
      ...{ count: 2, of: compared[0].kind === 'image' ? 'images' : 'points' },
    };
    // Of many that are selected, the two are the lesser thing to mean.
    if (countOfRanges(rows) > 1) scopes.push(scope);
    else scopes.unshift(scope);
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
export function rangesOf({ id }: Scope, parts: ScopeParts): RowRanges | undefined {
  if (id === 'selection') return parts.document.selection.rows;
  if (id === 'compared') return rangesOfRows(rowsIn(comparedIn(parts) ?? []));
  return id === 'shown' ? parts.flags.shownRows() : undefined;
}

/** The points of a scope of points. */
export function pointsOf({ id }: Scope, parts: ScopeParts): DocumentPoint[] {
  const { document, points } = parts;
  if (id === 'points') return [...document.points];
  const refs: readonly (PointRef | null)[] =
    id === 'compared' ? (comparedIn(parts) ?? []) : [points.selected];
  return document.points.filter((point) => refs.some((ref) => ref?.kind === 'probe' && ref.id === point.id));
}

/** The two that are compared, where they are of one kind and not what is selected anyway. */
function comparedIn({ comparison, document }: ScopeParts): [PointRef, PointRef] | null {
  const { pair } = comparison;
  if (!pair || pair.a.kind !== pair.b.kind) return null;
  const both: [PointRef, PointRef] = [pair.a, pair.b];
  const { rows } = document.selection;
  const isSelection = countOfRanges(rows) === 2 && rowsIn(both).every((row) => rangesHave(rows, row));
  return pair.a.kind === 'image' && isSelection ? null : both;
}

const rowsIn = (refs: readonly PointRef[]): number[] =>
  refs.flatMap((ref) => (ref.kind === 'image' ? [ref.index] : [])).toSorted((a, b) => a - b);
