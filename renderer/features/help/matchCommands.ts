import type { CommandEntry } from '../../commands/Commands.ts';

/**
 * Commands whose title or group holds every word of the query: titles that begin with it first, and what is not
 * possible now after all that is.
 */
export function matchCommands(entries: readonly CommandEntry[], query: string): CommandEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = entries.filter(({ command, title }) => {
    const text = `${command.group} ${title}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const rank = ({ title, refusal }: CommandEntry) =>
    (refusal === null ? 0 : 2) +
    (words.length > 0 && title.toLowerCase().startsWith(words.join(' ')) ? 0 : 1);
  return matching.toSorted((a, b) => rank(a) - rank(b));
}
