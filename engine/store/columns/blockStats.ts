import type { BlockValues, StoredType } from './blockLayout.ts';

/** What is said of a block's values, rows that are gone left out. */
export interface BlockStats {
  /** Rows that have a value; of flags, those that are set. */
  known: number;
  min: number | null;
  max: number | null;
}

/** @param gone [n], not 0 for rows that do not count; none when null */
export function blockStats(type: StoredType, values: BlockValues, gone: Uint8Array | null): BlockStats {
  let known = 0;
  if (Array.isArray(values)) {
    for (let i = 0; i < values.length; i++) if (values[i] !== '' && !gone?.[i]) known += 1;
    return { known, min: null, max: null };
  }
  if (type === 'flag') {
    for (let i = 0; i < values.length; i++) if (values[i] === 1 && !gone?.[i]) known += 1;
    return { known, min: null, max: null };
  }
  if (type !== 'number' && type !== 'date') return { known: 0, min: null, max: null };
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value) || gone?.[i]) continue;
    known += 1;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return known === 0 ? { known, min: null, max: null } : { known, min, max };
}
