import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { checkInput } from '../../protocol/operations/checkInput.ts';
import type { CommandDefinition } from '../../protocol/operations/defineOperation.ts';
import type { FieldMap } from '../../protocol/operations/fields/Field.ts';
import { parseImageSize } from '../../protocol/imageSize.ts';
import { UsageError } from './CommandIo.ts';
import { commandArguments, isRequired, type CommandArgument } from './commandArguments.ts';
import { typedModel, typedOutput, typedPath } from './typedPath.ts';

/** What checkInput takes, of a command with these fields. */
type Checkable<Fields extends FieldMap> = CommandDefinition<Fields> &
  Parameters<typeof checkInput<Fields>>[0];
type Input<Fields extends FieldMap> = Extract<ReturnType<typeof checkInput<Fields>>, { ok: true }>['input'];

export type ParsedArguments<Fields extends FieldMap> =
  { help: true } | { help: false; json: boolean; input: Input<Fields> };

/**
 * A command's input from what was typed after its verb.
 * @throws UsageError that names the flag, what it got and what it may be
 */
export function parseArguments<Fields extends FieldMap>(
  definition: Checkable<Fields>,
  args: readonly string[],
): ParsedArguments<Fields> {
  const known = commandArguments(definition);
  const { values, positionals } = split(args, known, definition.result !== undefined);
  if (values['help'] === true) return { help: true };
  const given: Record<string, unknown> = {};
  const positions = known.filter(({ isPosition }) => isPosition);
  takePositions(positions, positionals, given);
  for (const argument of known.filter(({ isPosition }) => !isPosition)) {
    const value = values[argument.name.slice(2)];
    if (value !== undefined) put(given, argument.path, typedValue(argument, value));
    else if (isRequired(argument)) throw new UsageError(`${argument.name} is missing.`);
  }
  const checked = checkInput(definition, given, (path) => nameOf(known, path));
  if (!checked.ok) throw new UsageError(checked.problem);
  return { help: false, json: values['json'] === true, input: checked.input };
}

function split(args: readonly string[], known: readonly CommandArgument[], hasResult: boolean) {
  const options: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } };
  if (hasResult) options['json'] = { type: 'boolean' };
  for (const { name, field, isPosition } of known) {
    if (!isPosition) options[name.slice(2)] = { type: field.kind === 'flag' ? 'boolean' : 'string' };
  }
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    // Node's words, without its advice on how to pass a positional that begins with a dash.
    const words = error instanceof Error ? error.message : String(error);
    throw new UsageError(words.split(/\. (?=To specify)/)[0] ?? words);
  }
}

/** Each position takes one, a list of paths what is left. */
function takePositions(
  positions: readonly CommandArgument[],
  typed: readonly string[],
  given: Record<string, unknown>,
): void {
  const list = positions.find(({ field }) => field.kind === 'paths');
  const least = positions.filter(isRequired).length;
  if (typed.length < least || (!list && typed.length > positions.length)) {
    throw new UsageError(`Expected ${positionWords(positions)}.`);
  }
  const rest = [...typed];
  for (const argument of positions) {
    const { field, path } = argument;
    if (field.kind !== 'paths') put(given, path, typedValue(argument, rest.shift() ?? ''));
    else if (rest.length > 0) put(given, path, rest.map(typedPath));
  }
}

/** 'MODEL and IMAGES', 'MODEL and one z.npz', 'one MODEL'. */
function positionWords(positions: readonly CommandArgument[]): string {
  const last = positions.at(-1);
  const words = positions.map((argument) => {
    const name = argument.name.replaceAll(/[[\]…]/g, '');
    return argument === last && argument.field.kind !== 'paths' ? `one ${name}` : name;
  });
  return words.length === 0 ? 'flags only' : words.join(' and ');
}

/** What was typed as the value that the schema checks. */
function typedValue(
  { field, name }: CommandArgument,
  value: string | boolean | (string | boolean)[],
): unknown {
  if (typeof value !== 'string') return value;
  switch (field.kind) {
    case 'integer':
    case 'number':
      if (value.trim() === '' || Number.isNaN(Number(value))) {
        throw new UsageError(`${name}: expected a number, got "${value}".`);
      }
      return Number(value);
    case 'choice':
      return field.choices.find((choice) => String(choice) === value) ?? value;
    case 'size':
      return parseImageSize(value) ?? value;
    case 'path':
      return field.keywords?.includes(value) ? value : typedPath(value);
    case 'model':
      return typedModel(value);
    case 'output':
      return typedOutput(value);
    default:
      return value;
  }
}

function put(given: Record<string, unknown>, [key = '', ...below]: readonly string[], value: unknown): void {
  if (below.length === 0) given[key] = value;
  else put((given[key] ??= {}) as Record<string, unknown>, below, value);
}

function nameOf(known: readonly CommandArgument[], path: readonly string[]): string {
  const argument = known.find(({ path: own }) => own.every((key, at) => path[at] === key));
  return argument?.name.replaceAll(/[[\]…]/g, '') ?? path.join('.');
}
