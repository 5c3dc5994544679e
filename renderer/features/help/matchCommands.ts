import type { Action } from '../../commands/actions.ts';

/** Actions that are possible now and whose title or group holds every word of the query; titles that begin with it first. */
export function matchActions(actions: readonly Action[], query: string): Action[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const possible = actions.filter((action) => action.isEnabled?.() ?? true);
  const matching = possible.filter((action) => {
    const text = `${action.group} ${action.title}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const begins = (action: Action) => action.title.toLowerCase().startsWith(words.join(' '));
  return words.length === 0
    ? matching
    : [...matching.filter(begins), ...matching.filter((each) => !begins(each))];
}
