import type { ColumnType, ColumnValue } from '../../../protocol/columns.ts';
import { isoDate } from '../../../protocol/isoDate.ts';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** '007' is a name for something, and as a number it would lose its zeros. */
const PADDED = /^[+-]?0\d/;
/** ISO 8601: day, or day and time, with a zone or none. */
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/;
const ZONE = /(?:Z|[+-]\d\d:\d\d)$/;
const YES = /^(?:true|yes)$/i;
const NO = /^(?:false|no)$/i;
/** How programs write that they have no number. */
const NOTHING = /^(?:nan|na|n\/a|null|none)$/i;

/**
 * A metadata cell as a value of a column's type.
 * @returns null for none; undefined where the cell is no such value
 */
export function readCell(type: ColumnType, cell: string): ColumnValue | undefined {
  if (cell === '') return null;
  if (type === 'text' || type === 'category') return cell;
  if (NOTHING.test(cell)) return null;
  if (type === 'number') return readNumber(cell);
  if (type === 'date') return readDate(cell);
  return YES.test(cell) ? true : NO.test(cell) ? false : undefined;
}

function readNumber(cell: string): number | undefined {
  if (!NUMBER.test(cell) || PADDED.test(cell)) return undefined;
  const value = Number(cell);
  // Longer ones are identifiers, whose last digits count.
  if (
    !Number.isFinite(value) ||
    (Number.isInteger(value) && !Number.isSafeInteger(value) && !/e/i.test(cell))
  )
    return undefined;
  return value;
}

/** ms since 1970. A time without a zone is taken as UTC, so that it is the same on every machine. */
function readDate(cell: string): number | undefined {
  if (!DATE.test(cell) || !isDay(+cell.slice(0, 4), +cell.slice(5, 7), +cell.slice(8, 10))) return undefined;
  const isLocal = cell.length > 10 && !ZONE.test(cell);
  const ms = Date.parse(isLocal ? `${cell.replace(' ', 'T')}Z` : cell.replace(' ', 'T'));
  return Number.isNaN(ms) ? undefined : ms;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDay(year: number, month: number, day: number): boolean {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day >= 1 && day <= (DAYS[month - 1] ?? 0) + Number(isLeap && month === 2);
}

/** A value as a metadata file would say it; '' for none. */
export function writeCell(type: ColumnType, value: ColumnValue): string {
  if (value === null) return '';
  if (type === 'date') return isoDate(Number(value));
  return String(value);
}
