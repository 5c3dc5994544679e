import { ALL_COMMANDS } from '../../protocol/commands.ts';
import { isShortcut, isTyping } from './keys.ts';
import type { Command } from '../../protocol/commands.ts';
import type { Commands } from './Commands.ts';

const PRESSED_BY_SPACE = 'button, summary, a[href], input, [role="option"], [role="gridcell"]';

/** Does the command that a key press stands for, if it stands for one where it was pressed. */
export function pressKey(event: KeyboardEvent, commands: Pick<Commands, 'execute'>): void {
  if (event.defaultPrevented) return;
  const command = ALL_COMMANDS.find(({ keys }) => keys?.some((each) => isShortcut(event, each)));
  if (!command || (isTyping(event.target) && !reachesFromFields(event, command))) return;
  if (command.textFirst === 'selected' && String(getSelection()) !== '') return;
  // Enter presses the button that has the focus, and Escape closes a dialog by itself.
  if (event.key === 'Enter' && event.target instanceof HTMLButtonElement) return;
  // Space presses whatever has the focus and can be pressed.
  if (event.key === ' ' && event.target instanceof Element && event.target.closest(PRESSED_BY_SPACE)) return;
  if (event.key === 'Escape' && document.querySelector('dialog[open]')) return;
  event.preventDefault();
  // Held down it pans the scene: it is pressed once.
  if (event.key === ' ' && event.repeat) return;
  commands.execute(command.id, '', 'key');
}

/** A field keeps letters, and the keys that edit its own text. */
function reachesFromFields(event: KeyboardEvent, { group, textFirst }: Command): boolean {
  return (event.ctrlKey || event.metaKey) && group !== 'Edit' && group !== 'Points' && !textFirst;
}
