import { NO_CODE, type ColumnValues } from '../../protocol/columns.ts';
import { RAMP_STEPS } from './rampColors.ts';
import { shareOnScale, type NumberScale } from './numberScale.ts';

/**
 * Colour slots of a column's rows: a category's or flag's code, a number's or date's step on the ramp, NO_CODE for none.
 * @param scale of numbers and dates
 * @returns [n] uint16; a category's own values, not a copy
 */
export function columnSlots(column: ColumnValues, scale: NumberScale | null): Uint16Array<ArrayBuffer> {
  if (column.type === 'text') return new Uint16Array(column.values.length).fill(NO_CODE);
  if (column.type === 'category' || column.type === 'flag') return column.values;
  const { values } = column;
  const slots = new Uint16Array(values.length).fill(NO_CODE);
  if (!scale) return slots;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (!Number.isNaN(value)) slots[row] = Math.round(shareOnScale(scale, value) * (RAMP_STEPS - 1));
  }
  return slots;
}
