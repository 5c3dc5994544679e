/**
 * Every edit of a document, as a pure function: the document after it, or the same document where there is nothing to
 * change. Who calls them through DocumentState.edit gets undo with it.
 */
import { rangesOfRows } from '../../protocol/rowRanges.ts';
import { sameRows, sameSelection, selectOnly, withoutRows, withRows } from './selection.ts';
import type {
  ColumnFilter,
  Direction,
  DocumentPoint,
  HourglassDocument,
  PointOrigin,
  Selection,
} from '../../protocol/document.ts';
import type { RowRanges } from '../../protocol/rowRanges.ts';

/** Adds a decoded point and selects it. */
export const addPoint = (document: HourglassDocument, point: DocumentPoint): HourglassDocument => ({
  ...document,
  points: [...document.points, point],
  selection: selectOnly({ kind: 'probe', id: point.id }),
});

/**
 * Puts a point at another z and selects it.
 * @param origin where it comes from by now, where that is not what it was
 */
export const movePoint = (
  document: HourglassDocument,
  id: string,
  z: readonly number[],
  origin?: PointOrigin,
): HourglassDocument => ({
  ...changePoint(document, id, (point) => ({ ...point, z: [...z], ...(origin && { origin }) })),
  selection: selectOnly({ kind: 'probe', id }),
});

/** A name of spaces alone is none. */
export function renamePoint(document: HourglassDocument, id: string, name: string): HourglassDocument {
  const trimmed = name.trim();
  const point = document.points.find((each) => each.id === id);
  if (!point || !trimmed || trimmed === point.name) return document;
  return changePoint(document, id, (each) => ({ ...each, name: trimmed }));
}

export function deletePoint(document: HourglassDocument, id: string): HourglassDocument {
  const points = document.points.filter((point) => point.id !== id);
  if (points.length === document.points.length) return document;
  const { primary } = document.selection;
  const wasSelected = primary?.kind === 'probe' && primary.id === id;
  return { ...document, points, ...(wasSelected && { selection: selectOnly(null) }) };
}

/** Adds decoded points and selects the last. */
export const addPoints = (
  document: HourglassDocument,
  points: readonly DocumentPoint[],
): HourglassDocument => {
  const last = points.at(-1);
  if (!last) return document;
  return {
    ...document,
    points: [...document.points, ...points],
    selection: selectOnly({ kind: 'probe', id: last.id }),
  };
};

export const addDirection = (document: HourglassDocument, direction: Direction): HourglassDocument => ({
  ...document,
  directions: [...document.directions, direction],
});

/** A name of spaces alone is none. */
export function renameDirection(document: HourglassDocument, id: string, name: string): HourglassDocument {
  const trimmed = name.trim();
  const found = document.directions.find((each) => each.id === id);
  if (!found || !trimmed || trimmed === found.name) return document;
  const directions = document.directions.map((each) => (each.id === id ? { ...each, name: trimmed } : each));
  return { ...document, directions };
}

export function deleteDirection(document: HourglassDocument, id: string): HourglassDocument {
  const directions = document.directions.filter((each) => each.id !== id);
  return directions.length === document.directions.length ? document : { ...document, directions };
}

export function select(document: HourglassDocument, selection: Selection): HourglassDocument {
  return sameSelection(document.selection, selection) ? document : { ...document, selection };
}

/** @param filter null shows all of the column */
export function filterColumn(
  document: HourglassDocument,
  column: string,
  filter: ColumnFilter | null,
): HourglassDocument {
  if (filter && !isAll(filter)) return { ...document, filters: { ...document.filters, [column]: filter } };
  if (!(column in document.filters)) return document;
  const filters = { ...document.filters };
  delete filters[column];
  return { ...document, filters };
}

/** @param column null colours all points alike */
export function colorBy(document: HourglassDocument, column: string | null): HourglassDocument {
  return document.colorBy === column ? document : { ...document, colorBy: column };
}

export function searchFor(document: HourglassDocument, search: string): HourglassDocument {
  return document.search === search ? document : { ...document, search };
}

/** Hides rows, whatever the filters say; they leave the selection. */
export function hideRows(document: HourglassDocument, rows: RowRanges): HourglassDocument {
  return hideOnly(document, withRows(document.hidden, rows));
}

/**
 * Hides every row but these.
 * @param count rows of the collection
 */
export function isolateRows(document: HourglassDocument, rows: RowRanges, count: number): HourglassDocument {
  return hideOnly(document, withoutRows(count > 0 ? [[0, count]] : [], rows));
}

/** Nothing is filtered, searched for or hidden. */
export function showAll(document: HourglassDocument): HourglassDocument {
  return isNarrowed(document) ? { ...document, filters: {}, search: '', hidden: [] } : document;
}

/** Whether filters, search or hiding keep anything from being shown. */
export function isNarrowed({ filters, search, hidden }: HourglassDocument): boolean {
  return Object.keys(filters).length > 0 || search !== '' || hidden.length > 0;
}

/**
 * Names latent dimension d, counted from 0.
 * @param name '' gives it back the model's own name
 */
export function nameDimension(document: HourglassDocument, d: number, name: string): HourglassDocument {
  const trimmed = name.trim();
  if (trimmed === (document.dimensionNames[d] ?? '')) return document;
  const dimensionNames = { ...document.dimensionNames };
  if (trimmed) dimensionNames[d] = trimmed;
  else delete dimensionNames[d];
  return { ...document, dimensionNames };
}

function hideOnly(document: HourglassDocument, hidden: RowRanges): HourglassDocument {
  if (sameRows(hidden, document.hidden)) return document;
  const { selection } = document;
  const rows = withoutRows(selection.rows, hidden);
  if (sameRows(rows, selection.rows)) return { ...document, hidden };
  const { primary } = selection;
  const first = rows[0]?.[0];
  const stays = primary?.kind === 'image' && rangesOfRows([primary.index]);
  const isGone = stays && withoutRows(stays, hidden).length === 0;
  const next = isGone ? (first === undefined ? null : ({ kind: 'image', index: first } as const)) : primary;
  return { ...document, hidden, selection: { rows, primary: next } };
}

function changePoint(
  document: HourglassDocument,
  id: string,
  change: (point: DocumentPoint) => DocumentPoint,
): HourglassDocument {
  return { ...document, points: document.points.map((point) => (point.id === id ? change(point) : point)) };
}

/** A filter that keeps nothing back. */
function isAll(filter: ColumnFilter): boolean {
  if (filter.hideMissing) return false;
  return filter.kind === 'categories'
    ? filter.hidden.length === 0
    : filter.min === null && filter.max === null;
}
