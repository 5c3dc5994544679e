import { describe, expect, it } from 'vitest';
import { matchActions } from './matchCommands.ts';
import type { Action } from '../../commands/actions.ts';

const action = (title: string, isEnabled = true): Action => ({
  id: title,
  group: 'View',
  title,
  isEnabled: () => isEnabled,
  run: () => undefined,
});
const ACTIONS = [
  action('Frame all points'),
  action('Show all labels'),
  action('All away'),
  action('Undo', false),
];
const titles = (query: string) => matchActions(ACTIONS, query).map(({ title }) => title);

describe('matchActions', () => {
  it('shows what is possible', () => {
    expect(titles('')).toEqual(['Frame all points', 'Show all labels', 'All away']);
    expect(titles('undo')).toEqual([]);
  });

  it('wants every word, and puts titles that begin with the query first', () => {
    expect(titles('labels all')).toEqual(['Show all labels']);
    expect(titles('all')).toEqual(['All away', 'Frame all points', 'Show all labels']);
    expect(titles('view frame')).toEqual(['Frame all points']);
  });
});
