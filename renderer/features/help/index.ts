import CommandPalette from './CommandPalette.svelte';
import HelpButtons from './HelpButtons.svelte';
import Hint from './Hint.svelte';
import ShortcutSheet from './ShortcutSheet.svelte';
import type { DialogView, Feature } from '../Feature.ts';

const PALETTE: DialogView = { title: 'Command palette', widthPx: 560, isBare: true, content: CommandPalette };
const SHEET: DialogView = { title: 'Keyboard and mouse', widthPx: 680, content: ShortcutSheet };

/** Finding out what one can do. */
export const help: Feature = {
  name: 'help',
  commands: [
    {
      id: 'command-palette',
      run: ({ dialogs }) => (dialogs.shown === PALETTE ? dialogs.close() : dialogs.show(PALETTE)),
    },
    { id: 'shortcuts', run: ({ dialogs }) => dialogs.show(SHEET) },
  ],
  views: [
    { region: 'over', content: Hint },
    { region: 'status-end', content: HelpButtons },
  ],
};
