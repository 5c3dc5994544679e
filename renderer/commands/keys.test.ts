import { describe, expect, it } from 'vitest';
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

describe('shownKeys', () => {
  it('writes them as the platform does', () => {
    expect(shownKeys('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z');
    expect(shownKeys('Mod+Shift+Z', true)).toBe('⌘⇧Z');
  });
});
