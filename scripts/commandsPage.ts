/** docs/commands.md, from the table of commands. Run by itself it writes the page: `node scripts/commandsPage.ts`. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ALL_COMMANDS, COMMAND_GROUPS } from '../protocol/commands.ts';

export const commandsPagePath = join(resolve(import.meta.dirname, '..'), 'docs', 'commands.md');

/** The page as it should be, formatted as all of the project is. */
export async function commandsPage(): Promise<string> {
  const keysOf = (keys: readonly string[] = []) =>
    keys.map((each) => `\`${each.replace('Mod', 'Ctrl')}\``).join(' or ');
  const parts = COMMAND_GROUPS.map((group) => {
    const rows = ALL_COMMANDS.filter((command) => command.group === group).map(
      ({ title, words, keys }) => `| ${title.replace('…', '')} | ${keysOf(keys)} | ${words} |`,
    );
    return [`## ${group}`, '', '| command | keys | what it does |', '| --- | --- | --- |', ...rows, ''].join(
      '\n',
    );
  });
  const text = `# Commands

Everything that can be done by a name. \`Ctrl+K\` opens the palette, which finds any of them by a part of its name and
says why one is not possible now. On a Mac, Ctrl is Cmd.

${parts.join('\n')}
_Written by \`node scripts/commandsPage.ts\` from [protocol/commands.ts](../protocol/commands.ts)._
`;
  return format(text, { ...(await resolveConfig(commandsPagePath)), parser: 'markdown' });
}

if (import.meta.main) writeFileSync(commandsPagePath, await commandsPage());
