import { describe, expect, it } from 'vitest';
import { ALL_COMMANDS } from '../../protocol/commands.ts';
import { isShortcut, shownKeys } from './keys.ts';

const press = (key: string, changes: Partial<Parameters<typeof isShortcut>[0]> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...changes,
});

describe('isShortcut', () => {
  it('takes Ctrl and Cmd as Mod, and tells Shift apart', () => {
    expect(isShortcut(press('z', { ctrlKey: true }), 'Mod+Z')).toBe(true);
    expect(isShortcut(press('z', { metaKey: true }), 'Mod+Z')).toBe(true);
    expect(isShortcut(press('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Z')).toBe(false);
    expect(isShortcut(press('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+Z')).toBe(true);
    expect(isShortcut(press('z'), 'Mod+Z')).toBe(false);
  });

  it('takes characters as they are typed, with Shift or without', () => {
    expect(isShortcut(press('?', { shiftKey: true }), '?')).toBe(true);
    expect(isShortcut(press('+', { shiftKey: true }), '+')).toBe(true);
    expect(isShortcut(press('f', { altKey: true }), 'F')).toBe(false);
  });
});

it('takes the space bar by its name, since it has no character that is seen', () => {
  expect(isShortcut(press(' '), 'Space')).toBe(true);
  expect(isShortcut(press(' ', { ctrlKey: true }), 'Space')).toBe(false);
});

it('has no key that stands for two commands', () => {
  const keys = ALL_COMMANDS.flatMap(({ id, keys: all = [] }) => all.map((each) => ({ id, each })));
  const twice = keys.filter(({ each }, at) => keys.findIndex((other) => other.each === each) !== at);
  expect(twice).toEqual([]);
});

describe('shownKeys', () => {
  it('writes them as the platform does', () => {
    expect(shownKeys('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z');
    expect(shownKeys('Mod+Shift+Z', true)).toBe('⌘⇧Z');
  });
});
