import * as v from 'valibot';
import { presented, type FieldOptions, type Presented } from './FieldOptions.ts';

export interface TextOptions extends FieldOptions<string> {
  /** Characters. */
  readonly maxLength: number;
}

export type TextField<Options extends TextOptions = TextOptions> = Options & {
  readonly kind: 'text';
  readonly schema: Presented<string, Options>;
};

/** A line of text. */
export function text<const Options extends TextOptions>(options: Options): TextField<Options> {
  const expected = `a text of at most ${options.maxLength} characters`;
  const schema = v.pipe(v.string(expected), v.maxLength(options.maxLength, expected));
  return { ...options, kind: 'text', schema: presented(schema, options) };
}

export type ColourField<Options extends FieldOptions<string> = FieldOptions<string>> = Options & {
  readonly kind: 'colour';
  readonly schema: Presented<string, Options>;
};

/** '#rrggbb'. */
export function colour<const Options extends FieldOptions<string>>(options: Options): ColourField<Options> {
  const expected = "a colour like '#000000'";
  const schema = v.pipe(v.string(expected), v.regex(/^#[0-9a-f]{6}$/i, expected));
  return { ...options, kind: 'colour', schema: presented(schema, options) };
}
