import * as v from 'valibot';
import { presented, type FieldOptions, type Presented } from './FieldOptions.ts';

export interface NumberOptions extends FieldOptions<number> {
  readonly min: number;
  /** Inclusive, as min; no bound when absent. */
  readonly max?: number;
  /** 'px', 's': the value is in it. */
  readonly unit?: string;
}

export type NumberField<Options extends NumberOptions = NumberOptions> = Options & {
  readonly kind: 'number' | 'integer';
  readonly schema: Presented<number, Options>;
};

/** A number within bounds. */
export function number<const Options extends NumberOptions>(options: Options): NumberField<Options> {
  const expected = `a number ${rangeWords(options)}`;
  const schema = within(v.pipe(v.number(expected), v.finite(expected)), options);
  return { ...options, kind: 'number', schema: presented(schema, options) };
}

/** A whole number within bounds. */
export function integer<const Options extends NumberOptions>(options: Options): NumberField<Options> {
  const expected = `a whole number ${rangeWords(options)}`;
  const schema = within(v.pipe(v.number(expected), v.safeInteger(expected)), options);
  return { ...options, kind: 'integer', schema: presented(schema, options) };
}

/** 'from 1 to 512', 'from 0', with the unit. */
export function rangeWords({ min, max, unit }: Pick<NumberOptions, 'min' | 'max' | 'unit'>): string {
  const end = max === undefined || max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`;
  return `from ${min}${end}${unit === undefined ? '' : ` ${unit}`}`;
}

function within(schema: v.GenericSchema<number>, options: NumberOptions): v.GenericSchema<number> {
  const expected = `a number ${rangeWords(options)}`;
  const { min, max = Infinity } = options;
  return v.pipe(schema, v.minValue(min, expected), v.maxValue(max, expected));
}
