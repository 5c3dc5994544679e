import { columnSlots } from './columnSlots.ts';
import { FLAG_NAMES } from '../../protocol/rowsFilter.ts';
import { numberScale, shareOnScale, type NumberScale } from './numberScale.ts';
import { RAMP_STEPS, rampColors } from './rampColors.ts';
import { labelColors } from './labelColors.ts';
import type { ColumnInfo, ColumnValues } from '../../protocol/columns.ts';
import type { Theme } from '../../protocol/preferences.ts';

/** How a column colours points: a palette, a slot of it for each row, and, of numbers, what the ramp spans. */
export interface ColumnLook {
  /** CSS colours by slot. */
  colors: readonly string[];
  /** [n] uint16, NO_CODE for no value */
  slots: Uint16Array<ArrayBuffer>;
  /** Of numbers and dates that have any value. */
  scale: NumberScale | null;
}

export const isColouring = ({ type }: Pick<ColumnInfo, 'type'>): boolean => type !== 'text';

export function columnLook(info: ColumnInfo, values: ColumnValues, theme: Theme): ColumnLook {
  const isNumeric = values.type === 'number' || values.type === 'date';
  const scale = isNumeric ? numberScale(values.values) : null;
  const count = info.type === 'flag' ? FLAG_NAMES.length : info.categories.length;
  return {
    colors: isNumeric ? rampColors(theme) : labelColors(count, theme),
    slots: columnSlots(values, scale),
    scale,
  };
}

/** The ramp's colour of a value. */
export function colorOnRamp(colors: readonly string[], scale: NumberScale, value: number): string {
  return colors[Math.round(shareOnScale(scale, value) * (RAMP_STEPS - 1))] ?? 'currentColor';
}
