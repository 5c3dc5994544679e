import { describe, expect, it } from 'vitest';
import { matchCommands } from './matchCommands.ts';
import type { CommandEntry } from '../../commands/Commands.ts';

const entry = (title: string, refusal: string | null = null, words = ''): CommandEntry => ({
  command: { id: 'frame-all', group: 'View', title, words },
  choice: title,
  title,
  refusal,
});
const ENTRIES = [
  entry('Undo', 'There is nothing to undo.'),
  entry('Frame all points'),
  entry('Show all labels'),
  entry('All away'),
];
const titles = (query: string) => matchCommands(ENTRIES, query).map(({ title }) => title);

describe('matchCommands', () => {
  it('keeps what is not possible, after what is', () => {
    expect(titles('')).toEqual(['Frame all points', 'Show all labels', 'All away', 'Undo']);
    expect(titles('undo')).toEqual(['Undo']);
  });

  it('wants every word, and puts titles that begin with the query first', () => {
    expect(titles('labels all')).toEqual(['Show all labels']);
    expect(titles('all')).toEqual(['All away', 'Frame all points', 'Show all labels']);
    expect(titles('view frame')).toEqual(['Frame all points']);
  });

  it('finds what only the tooltip says, after titles', () => {
    const entries = [entry('Zoom', null, 'All from near'), ...ENTRIES];
    expect(matchCommands(entries, 'near').map(({ title }) => title)).toEqual(['Zoom']);
    expect(matchCommands(entries, 'all').at(-1)?.title).toBe('Zoom');
  });
});
