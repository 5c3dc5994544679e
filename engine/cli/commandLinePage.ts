import type { CommandDefinition } from '../../protocol/operations/defineOperation.ts';
import { listWords } from '../../protocol/words.ts';
import { commandArguments } from './commandArguments.ts';
import { argumentWords, columnWords, COMMON_WORDS, typed, usageLine } from './commandHelp.ts';
import { COMMANDS } from './commands.ts';

/**
 * docs/command-line.md, as Markdown that is not yet formatted.
 * @param bundled names of the bundled models
 */
export function commandLinePage(bundled: readonly string[]): string {
  return [
    '# The command line',
    '<!-- Written by scripts/generate-command-line-docs.ts from the definitions in protocol/operations. -->',
    'After any `npm start`, `npm test` or `npm run build`, `npx hourglass` works in the checkout.',
    table(
      ['command', 'what it does'],
      COMMANDS.map(({ verb, words }) => [`[\`${verb}\`](#${verb})`, firstSentence(words)]),
    ),
    ...COMMON_WORDS.map(escaped),
    `Bundled models are ${listWords(bundled.map((name) => `\`${name}\``)).replace(' or ', ' and ')}.`,
    'On a terminal a progress bar goes to standard error, and so do warnings. A failure is one sentence there. Files that cannot be read are counted and listed, and fail the command only when none could be read.',
    '`z.npz` holds `z` [N,D] float32, and `path` and `label` as unicode arrays, rows in natural order of the paths.',
    ...COMMANDS.flatMap(section),
  ].join('\n\n');
}

function section(definition: CommandDefinition): string[] {
  return [
    `## ${definition.verb}`,
    `\`${usageLine(definition)}\``,
    escaped(definition.words),
    table(
      ['argument', 'what it is'],
      commandArguments(definition).map((argument) => [`\`${typed(argument)}\``, argumentWords(argument)]),
    ),
    ...(definition.columns
      ? [
          table(
            ['column', 'what it says'],
            definition.columns.map((column) => [`\`${column.name}\``, columnWords(column)]),
          ),
        ]
      : []),
  ];
}

const firstSentence = (words: string) => words.split(/(?<=\.) |; |: /)[0]!.replace(/\.$/, '');

function table(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => inCell(cell)).join(' | ')} |`;
  return [line(names), line(names.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A bar would end the cell, also inside code. */
const inCell = (cell: string) =>
  cell
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : escaped(part)))
    .join('')
    .replaceAll('|', '\\|');

/** What Markdown would read as markup. */
const escaped = (words: string) => words.replaceAll(/[<>*_#]/g, (character) => `\\${character}`);
