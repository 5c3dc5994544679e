import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { ALL_COMMANDS, type Command, type CommandId, type MenuName } from '../protocol/commands.ts';
import type { MainWindow } from './MainWindow.ts';

export function setupApplicationMenu(mainWindow: MainWindow): void {
  const template = menuTemplate(process.platform, app.isPackaged, (command) =>
    mainWindow.sendMenuCommand(command),
  );
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/**
 * The menu: commands of protocol/commands.ts that have a place in it are sent to the page; what the window does is
 * Electron's own role.
 */
export function menuTemplate(
  platform: NodeJS.Platform,
  packaged: boolean,
  send: (command: CommandId) => void,
): MenuItemConstructorOptions[] {
  const commands = (menu: MenuName): MenuItemConstructorOptions[] =>
    ALL_COMMANDS.filter((command) => command.menu === menu).map((command) => menuItem(command, send));
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const mac = platform === 'darwin';
  return [
    ...(mac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    {
      label: 'File',
      submenu: [
        ...commands('File'),
        ...(mac
          ? [
              {
                role: 'recentDocuments',
                submenu: [{ role: 'clearRecentDocuments' }],
              } satisfies MenuItemConstructorOptions,
            ]
          : []),
        separator,
        { role: mac ? 'close' : 'quit' },
      ],
    },
    {
      label: 'Edit',
      submenu: [
        ...commands('Edit'),
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: 'View',
      submenu: [
        ...commands('View'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(packaged ? [] : [{ role: 'toggleDevTools' } satisfies MenuItemConstructorOptions]),
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: commands('Help') },
  ];
}

/** Single-key shortcuts (F, T, ?) are shown but not registered: the page owns them, so that they can be typed in a field. */
function menuItem(
  { id, title, keys }: Command,
  send: (command: CommandId) => void,
): MenuItemConstructorOptions {
  const [first] = keys ?? [];
  return {
    label: title,
    click: () => send(id),
    ...(first !== undefined && {
      accelerator: first.replace('Mod', 'CmdOrCtrl'),
      registerAccelerator: first.startsWith('Mod+'),
    }),
  };
}
