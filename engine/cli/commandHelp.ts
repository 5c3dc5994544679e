import type { CommandDefinition, OperationColumn } from '../../protocol/operations/defineOperation.ts';
import { rangeWords } from '../../protocol/operations/fields/numbers.ts';
import { listWords } from '../../protocol/words.ts';
import { images, model } from '../../protocol/operations/imageFields.ts';
import { PROVIDER_CHOICES } from '../../protocol/provider.ts';
import { commandArguments, isRequired, type CommandArgument } from './commandArguments.ts';
import { COMMANDS } from './commands.ts';

const WIDTH = 110;
export const JSON_WORDS = 'one JSON object on standard output when done, and nothing else there';
/** Where words begin. */
const COLUMN = 24;

/** 'hourglass encode MODEL IMAGES… --out z.npz|…': what must be typed. */
export function usageLine(definition: CommandDefinition): string {
  const known = commandArguments(definition);
  const needed = known.filter((argument) => argument.isPosition || isRequired(argument));
  const hasMore = known.length > needed.length;
  return ['hourglass', definition.verb ?? '', ...needed.map(typed), ...(hasMore ? ['[options]'] : [])].join(
    ' ',
  );
}

/** Every command's usage line, and what they have in common. */
export const mainHelp = (): string =>
  `${COMMANDS.map(usageLine).join('\n')}\n\n${wrapped(COMMON_WORDS.join(' '), WIDTH)}\n`;

/** What holds for every command, a sentence or two each. */
export const COMMON_WORDS = [
  `MODEL is ${model.words}. IMAGES are ${images.words}.`,
  `Every command takes --provider ${PROVIDER_CHOICES.join('|')} and --help, and all but open take --json: ${JSON_WORDS}.`,
  'Exit codes: 0 done, 1 failed, 2 wrong usage.',
];

/** The whole help of a command. */
export function commandHelp(definition: CommandDefinition): string {
  const entries = commandArguments(definition).map((argument) =>
    entry(typed(argument), argumentWords(argument)),
  );
  if (definition.result) entries.push(entry('--json', JSON_WORDS));
  const head = `${usageLine(definition)}\n\n${wrapped(definition.words, WIDTH)}\n\n${entries.join('')}`;
  const columns = definition.columns?.map((column) => entry(column.name, columnWords(column)));
  return columns ? `${head}\nColumns:\n${columns.join('')}` : head;
}

/** '--latent N' */
export const typed = ({ name, metavariable }: CommandArgument): string =>
  metavariable === null ? name : `${name} ${metavariable}`;

/** What an argument is, what it may be, and what holds without it. */
export function argumentWords(argument: CommandArgument): string {
  const { field } = argument;
  let words = field.words;
  if ((field.kind === 'integer' || field.kind === 'number') && isBounded(field)) {
    words += `, ${rangeWords(field).replace(/^from /, '')}`;
  }
  if (field.kind === 'choice') words += `: ${listWords(field.choices)}`;
  if (field.kind === 'flag' || isRequired(argument)) return words;
  return `${words} (default: ${String(field.default ?? field.otherwise)})`;
}

/** What a column says, and of which models. */
export const columnWords = ({ words, unit, needs }: OperationColumn): string =>
  `${unit === '' ? words : `${words} In ${unit}.`}${needs ? ' Where the model has an encoder and a decoder.' : ''}`;

const isBounded = ({ max = Number.MAX_SAFE_INTEGER }: { max?: number }) => max < Number.MAX_SAFE_INTEGER;

function entry(name: string, words: string): string {
  const lines = wrapped(words, WIDTH - COLUMN).split('\n');
  // A long name has a line of its own.
  const beside = name.length < COLUMN - 3 ? (lines.shift() ?? '') : '';
  const first = `  ${name.padEnd(COLUMN - 2)}${beside}`.trimEnd();
  return [first, ...lines.map((line) => ' '.repeat(COLUMN) + line)].map((line) => `${line}\n`).join('');
}

function wrapped(words: string, width: number): string {
  const lines: string[] = [''];
  for (const word of words.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}
