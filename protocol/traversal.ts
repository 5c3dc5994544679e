import type { ModelInfo } from './model.ts';

/** Orders that a page may ask for. */
export const PAGE_TRAVERSAL_ORDERS = ['change', 'variance', 'kl', 'directions', 'components'] as const;
export type PageTraversalOrder = (typeof PAGE_TRAVERSAL_ORDERS)[number];
/** A page's grid has so many rows and columns at most. */
export const MOST_PAGE_ROWS = 64;
export const MOST_PAGE_COLUMNS = 21;
/** How far to both sides a page's grid goes at most, in σ. */
export const MOST_PAGE_RANGE = 3;

/** What of a grid that takes longer than a moment is being done: 'Measuring directions', decodes. */
export interface TraversalProgress {
  words: string;
  done: number;
  total: number;
}

/** Why a model says no KL of its dimensions; null where it does. */
export function klRefusal({
  name,
  hasEncoder,
  json,
}: Pick<ModelInfo, 'name' | 'hasEncoder' | 'json'>): string | null {
  if (!hasEncoder)
    return `"${name}" has no encoder, so there is no KL: that is how a VAE's encoder tells images apart.`;
  if (json.encoder?.logvar !== undefined) return null;
  return `"${name}" has no KL: only a VAE's encoder says how sure it is of z, by a log-variance. Where its graph has one as an output, name that as encoder.logvar in model.json.`;
}

/** One line of z that is walked: a dimension, or a direction. */
export interface TraversalRow {
  /** 'slant', 'z5', 'direction 1'. */
  name: string;
  /** The dimension, from 0; null for a direction. */
  dimension: number | null;
  /** Unit vector [D]; null for a dimension's own axis. */
  direction: ArrayLike<number> | null;
  /** Standard deviation of z along it. */
  deviation: number;
  /** The value along it that stands in the middle. */
  middle: number;
}

/** −range … range in equal steps, in deviations; 0 alone for one. */
export function traversalOffsets(steps: number, range: number): number[] {
  if (steps === 1) return [0];
  return Array.from({ length: steps }, (_, i) => (range * (2 * i - steps + 1)) / (steps - 1));
}

/** The values along a row: middle + offset · deviation. */
export const traversalValues = ({ middle, deviation }: TraversalRow, offsets: readonly number[]): number[] =>
  offsets.map((offset) => middle + offset * deviation);

/**
 * z of a grid, row by row: the start with its value along the row's direction replaced by each of the row's values in turn.
 * @param start [D]
 * @returns [rows · offsets, D]
 */
export function traversalLatents(
  start: Float32Array,
  rows: readonly TraversalRow[],
  offsets: readonly number[],
): Float32Array {
  const d = start.length;
  const z = new Float32Array(rows.length * offsets.length * d);
  let at = 0;
  for (const row of rows) {
    const along = row.direction ? dot(row.direction, start) : start[row.dimension!]!;
    for (const value of traversalValues(row, offsets)) {
      z.set(start, at);
      if (!row.direction) z[at + row.dimension!] = value;
      else for (let i = 0; i < d; i++) z[at + i] = start[i]! + (value - along) * row.direction[i]!;
      at += d;
    }
  }
  return z;
}

/** The value of a point along a direction. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
