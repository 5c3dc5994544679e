import * as v from 'valibot';

/** What is said of any field: for forms, help texts and errors. */
export interface FieldOptions<T> {
  /** What a form calls it: 'Latent size'. */
  readonly title: string;
  /** What it is, as a help text says it: 'size of z'. */
  readonly words: string;
  /** true: it must be given. 'command': only who types a command must give it; in the app the engine knows it. */
  readonly required?: boolean | 'command';
  /** What holds when it is left out. */
  readonly default?: T;
  /** What decides when it is left out and there is no default: 'from the images'. */
  readonly otherwise?: string;
  /** Values that a form offers in a list. */
  readonly offered?: readonly T[];
  /** How a command line has it; a flag named after the field when absent, null: not at all. */
  readonly command?: CommandPlace | null;
}

export interface CommandPlace {
  /** It stands without a flag, as the usage line names it: 'IMAGES…'. */
  readonly position?: string;
  /** The flag without its dashes, where it is not the field's own name: 'rotate'. */
  readonly flag?: string;
  /** What stands for the value: 'DEG'. */
  readonly metavariable?: string;
}

/** The schema of a field of values T: as it is when required, else optional with the default that was given. */
export type Presented<T, Options> = Options extends { readonly required: true }
  ? v.GenericSchema<T>
  : Options extends { readonly default: infer Default extends T }
    ? v.OptionalSchema<v.GenericSchema<T>, Default>
    : v.OptionalSchema<v.GenericSchema<T>, undefined>;

export function presented<T, Options extends FieldOptions<T>>(
  schema: v.GenericSchema<T>,
  options: Options,
): Presented<T, Options> {
  const optional = v.optional(schema, options.default as v.InferInput<typeof schema>);
  return (options.required === true ? schema : optional) as Presented<T, Options>;
}
