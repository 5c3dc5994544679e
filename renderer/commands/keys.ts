import type { Command } from '../../protocol/commands.ts';

/** The parts of KeyboardEvent that decide which shortcut it is. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/**
 * Whether a key press is the shortcut `keys`: 'Mod+Shift+Z', 'F', '?', 'Delete'. Mod is Ctrl, or Cmd on a Mac. A
 * character that needs Shift on some keyboards ('?', '[') is matched by itself.
 */
export function isShortcut(press: KeyPress, keys: string): boolean {
  // The last character is always the key, so that '+' can be one.
  const at = keys.slice(0, -1).lastIndexOf('+');
  const key = keys.slice(at + 1);
  const parts = keys.slice(0, Math.max(0, at)).split('+');
  const mod = press.ctrlKey || press.metaKey;
  const isLetterOrName = key.length > 1 || /[a-z]/i.test(key);
  const pressed = press.key === ' ' ? 'Space' : press.key;
  return (
    pressed.toLowerCase() === key.toLowerCase() &&
    mod === parts.includes('Mod') &&
    press.altKey === parts.includes('Alt') &&
    (!isLetterOrName || press.shiftKey === parts.includes('Shift'))
  );
}

const SYMBOLS = new Map([
  ['Mod', '⌘'],
  ['Shift', '⇧'],
  ['Alt', '⌥'],
]);

/** A shortcut as a person reads it: 'Ctrl+Shift+Z', or '⇧⌘Z' on a Mac. */
export function shownKeys(keys: string, isMac: boolean): string {
  const parts = keys.split('+');
  if (isMac) return parts.map((part) => SYMBOLS.get(part) ?? part).join('');
  return parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join('+');
}

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement && target.type !== 'range' && target.type !== 'checkbox'))
  );
}

/** A command's tooltip: what it does, and its key. */
export function tooltip(
  { words, keys }: { words: string; keys?: Command['keys'] | undefined },
  isMac: boolean,
): string {
  const [first] = keys ?? [];
  return first ? `${words} (${shownKeys(first, isMac)})` : words;
}

/** Whether keys are shown, and meant, as on a Mac. */
export const isMac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac');
