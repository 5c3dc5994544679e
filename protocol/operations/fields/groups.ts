import * as v from 'valibot';
import type { Field, FieldMap } from './Field.ts';
import { presented, type FieldOptions, type Presented } from './FieldOptions.ts';

/** The schema of an object with these fields and no others. */
export type ObjectSchema<Fields extends FieldMap> = v.StrictObjectSchema<SchemasOf<Fields>, undefined>;
type SchemasOf<Fields extends FieldMap> = { [Name in keyof Fields]: Fields[Name]['schema'] };

export function objectSchema<Fields extends FieldMap>(fields: Fields): ObjectSchema<Fields> {
  const entries = Object.fromEntries(
    Object.entries<Field>(fields).map(([name, field]) => [name, field.schema]),
  ) as SchemasOf<Fields>;
  return v.strictObject(entries);
}

export interface GroupOptions<Fields extends FieldMap> {
  readonly title: string;
  readonly words: string;
  readonly fields: Fields;
}

export type GroupField<Fields extends FieldMap = FieldMap> = GroupOptions<Fields> & {
  readonly kind: 'group';
  readonly schema: v.OptionalSchema<ObjectSchema<Fields>, Given<Fields>>;
};

type Given<Fields extends FieldMap> = v.InferInput<ObjectSchema<Fields>>;

/** Fields that belong together, none of them required. On a command line each is a flag as any other. */
export function group<const Fields extends FieldMap>(options: GroupOptions<Fields>): GroupField<Fields> {
  const schema = v.optional(objectSchema(options.fields), {} as v.InferInput<ObjectSchema<Fields>>);
  return { ...options, kind: 'group', schema };
}

export type DataField<T = unknown, Options extends FieldOptions<T> = FieldOptions<T>> = Options & {
  readonly kind: 'data';
  readonly command: null;
  readonly schema: Presented<T, Options>;
};

/** What only a program gives: no form shows it, no command line has it. */
export function data<T, const Options extends FieldOptions<T>>(
  schema: v.GenericSchema<T>,
  options: Options,
): DataField<T, Options> {
  return { ...options, kind: 'data', command: null, schema: presented(schema, options) };
}
