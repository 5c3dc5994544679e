import { EMPTY_SELECTION } from '../../protocol/document.ts';
import { rangesHave, rangesOfRows, rowsOfRanges } from '../../protocol/rowRanges.ts';
import type { PointRef, Selection } from '../../protocol/document.ts';
import type { RowRanges } from '../../protocol/rowRanges.ts';

/** One point alone, or nothing. */
export function selectOnly(point: PointRef | null): Selection {
  if (!point) return EMPTY_SELECTION;
  return { rows: point.kind === 'image' ? rangesOfRows([point.index]) : [], primary: point };
}

/** A set of rows; the primary one stays where it is among them, else the first is. */
export function selectRows(rows: RowRanges, before: Selection): Selection {
  const first = rows[0]?.[0];
  if (first === undefined) return EMPTY_SELECTION;
  const { primary } = before;
  const stays = primary?.kind === 'image' && rangesHave(rows, primary.index);
  return { rows, primary: stays ? primary : { kind: 'image', index: first } };
}

/**
 * Rows together with those selected before; one of them is the primary one.
 * @param rows ascending
 */
export function selectRange(rows: Uint32Array, primary: number, before: RowRanges): Selection {
  return { rows: withRows(before, rangesOfRows(rows)), primary: { kind: 'image', index: primary } };
}

/** Takes a row into the selection as its primary one, or out of it: a click with Ctrl. */
export function toggleRow(selection: Selection, row: number): Selection {
  const one = rangesOfRows([row]);
  if (rangesHave(selection.rows, row)) return selectRows(withoutRows(selection.rows, one), selection);
  return { rows: withRows(selection.rows, one), primary: { kind: 'image', index: row } };
}

/** Every row of either set. */
export function withRows(a: RowRanges, b: RowRanges): RowRanges {
  const merged: [number, number][] = [];
  for (const [from, to] of [...a, ...b].toSorted((x, y) => x[0] - y[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** The rows of `a` that are not in `b`. */
export function withoutRows(a: RowRanges, b: RowRanges): RowRanges {
  return rangesOfRows(rowsOfRanges(a).filter((row) => !rangesHave(b, row)));
}

export function sameSelection(a: Selection, b: Selection): boolean {
  return samePointRef(a.primary, b.primary) && sameRows(a.rows, b.rows);
}

export function sameRows(a: RowRanges, b: RowRanges): boolean {
  return a.length === b.length && a.every(([from, to], at) => from === b[at]?.[0] && to === b[at]?.[1]);
}

export function samePointRef(a: PointRef | null, b: PointRef | null): boolean {
  if (!a || !b) return a === b;
  return a.kind === 'image' ? b.kind === 'image' && a.index === b.index : b.kind === 'probe' && a.id === b.id;
}
