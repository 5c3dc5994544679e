import type { CommandEntry } from '../../commands/Commands.ts';

/**
 * Commands whose title, group or tooltip holds every word of the query. First titles that begin with it, then other titles,
 * then the rest; and what is not possible now after all that is.
 */
export function matchCommands(entries: readonly CommandEntry[], query: string): CommandEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const holdsAll = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const matching = entries.filter(({ command, title }) =>
    holdsAll(`${command.group} ${title} ${command.words}`),
  );
  const place = ({ command, title }: CommandEntry) => {
    if (words.length > 0 && title.toLowerCase().startsWith(words.join(' '))) return 0;
    return holdsAll(`${command.group} ${title}`) ? 1 : 2;
  };
  const rank = (entry: CommandEntry) => (entry.refusal === null ? 0 : 3) + place(entry);
  return matching.toSorted((a, b) => rank(a) - rank(b));
}
