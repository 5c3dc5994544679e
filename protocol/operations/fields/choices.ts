import * as v from 'valibot';
import { presented, type FieldOptions, type Presented } from './FieldOptions.ts';

type Choice = string | number;

export interface ChoiceOptions<T extends Choice = Choice> extends FieldOptions<T> {
  readonly choices: readonly T[];
  /** What each means, for a form: { vae: 'VAE: a smooth space' }. */
  readonly choiceWords?: { readonly [Value in T]?: string };
}

export type ChoiceField<Options extends ChoiceOptions = ChoiceOptions> = Options & {
  readonly kind: 'choice';
  readonly schema: Presented<Options['choices'][number], Options>;
};

/** One of a few values. */
export function choice<const T extends Choice, const Options extends ChoiceOptions<T>>(
  options: Options & ChoiceOptions<T>,
): ChoiceField<Options> {
  const schema: v.GenericSchema<Options['choices'][number]> = v.picklist(
    options.choices,
    choicesWords(options.choices),
  );
  return { ...options, kind: 'choice', schema: presented(schema, options) };
}

function choicesWords(choices: readonly Choice[]): string {
  return choices.length === 2 ? choices.join(' or ') : `one of ${choices.join(', ')}`;
}

export type FlagOptions = Omit<FieldOptions<boolean>, 'default' | 'required' | 'otherwise'>;

export type FlagField<Options extends FlagOptions = FlagOptions> = Options & {
  readonly kind: 'flag';
  readonly default: false;
  readonly schema: v.OptionalSchema<v.GenericSchema<boolean>, false>;
};

/** Off unless it is given. */
export function flag<const Options extends FlagOptions>(options: Options): FlagField<Options> {
  const schema: v.GenericSchema<boolean> = v.boolean('true or false');
  return { ...options, kind: 'flag', default: false, schema: v.optional(schema, false) };
}
