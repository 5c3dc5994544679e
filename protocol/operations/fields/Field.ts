import type * as v from 'valibot';
import type { ImageSize } from '../../imageSize.ts';
import type { ChoiceOptions, FlagOptions } from './choices.ts';
import type { FieldOptions } from './FieldOptions.ts';
import type { NumberOptions } from './numbers.ts';
import type { OutputOptions, PathOptions } from './paths.ts';
import type { TextOptions } from './texts.ts';

/** A field of an operation's input: what it may be, and what forms, help texts and errors say of it. */
export type Field =
  | Of<'number' | 'integer', NumberOptions>
  | Of<'choice', ChoiceOptions>
  | Of<'flag', FlagOptions & { readonly default: false }>
  | Of<'text', TextOptions>
  | Of<'colour' | 'model', FieldOptions<string>>
  | Of<'path', PathOptions>
  | Of<'paths', FieldOptions<string[]>>
  | Of<'output', OutputOptions>
  | Of<'size', FieldOptions<ImageSize>>
  | Of<'group', { readonly title: string; readonly words: string; readonly fields: FieldMap }>
  | Of<'data', FieldOptions<unknown>>;

type Of<Kind, Options> = Options & { readonly kind: Kind; readonly schema: v.GenericSchema };

export interface FieldMap {
  readonly [name: string]: Field;
}

/** A field with a value of its own: any but a group. */
export type ValueField = Exclude<Field, { kind: 'group' }>;
