import type { CommandDefinition } from '../../protocol/operations/defineOperation.ts';
import type { Field, FieldMap, ValueField } from '../../protocol/operations/fields/Field.ts';

/** A field where a command line has it. */
export interface CommandArgument {
  /** In the input: ['latent'], ['augmentation', 'shift']. */
  path: readonly string[];
  field: ValueField;
  /** What a person types or reads: 'IMAGES…', '--latent'. */
  name: string;
  /** What stands for the value after a flag: 'N'; null where there is none. */
  metavariable: string | null;
  isPosition: boolean;
}

/** What of a command is typed, in the order of the definition: positions, then flags that are required, then the others. */
export function commandArguments({ fields }: Pick<CommandDefinition, 'fields'>): CommandArgument[] {
  const all = valueFields(fields, []).flatMap(([path, field]): CommandArgument[] => {
    const place = field.command;
    if (place === null || field.kind === 'data') return [];
    if (place?.position !== undefined) {
      return [{ path, field, name: place.position, metavariable: null, isPosition: true }];
    }
    const name = `--${place?.flag ?? kebab(path.at(-1) ?? '')}`;
    const metavariable = place?.metavariable ?? metavariableOf(field);
    return [{ path, field, name, metavariable, isPosition: false }];
  });
  const rank = (argument: CommandArgument) => (argument.isPosition ? 0 : isRequired(argument) ? 1 : 2);
  return all.toSorted((a, b) => rank(a) - rank(b));
}

function valueFields(fields: FieldMap, above: readonly string[]): [string[], ValueField][] {
  return Object.entries<Field>(fields).flatMap(([key, field]): [string[], ValueField][] =>
    field.kind === 'group' ? valueFields(field.fields, [...above, key]) : [[[...above, key], field]],
  );
}

/** Whether whoever types the command has to give it. */
export const isRequired = ({ field }: CommandArgument): boolean =>
  'required' in field && Boolean(field.required);

/** 'holdOut' → 'hold-out' */
const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const METAVARIABLES = {
  integer: 'N',
  number: 'X',
  text: 'TEXT',
  colour: 'HEX',
  path: 'PATH',
  model: 'MODEL',
  paths: 'PATH',
  output: 'FILE',
  choice: 'NAME',
  size: 'WxH',
  data: '',
} as const;

function metavariableOf(field: ValueField): string | null {
  if (field.kind === 'flag') return null;
  // Words are listed in the help; numbers say little by themselves.
  if (field.kind === 'choice' && field.choices.every(Number.isFinite)) return field.choices.join('|');
  return METAVARIABLES[field.kind];
}
