import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../protocol/host.ts';
import type { MainWindow } from './MainWindow.ts';

export function setupApplicationMenu(mainWindow: MainWindow): void {
  const template = menuTemplate(process.platform, app.isPackaged, (command) =>
    mainWindow.sendMenuCommand(command),
  );
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/**
 * The menu: what the page does is sent to it as a command, what the window does is Electron's own role.
 * Single-key shortcuts (F, T, ?) are shown but not registered: the page owns them, so that they can be typed in a field.
 */
export function menuTemplate(
  platform: NodeJS.Platform,
  packaged: boolean,
  send: (command: MenuCommand) => void,
): MenuItemConstructorOptions[] {
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(command),
    ...(accelerator ? { accelerator, registerAccelerator: accelerator.includes('+') } : {}),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const mac = platform === 'darwin';
  return [
    ...(mac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    {
      label: 'File',
      submenu: [
        item('Open images…', 'open-images', 'CmdOrCtrl+O'),
        item('Open model…', 'open-model', 'CmdOrCtrl+Shift+O'),
        item('Train on my images…', 'train', 'CmdOrCtrl+T'),
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
        item('Undo', 'undo', 'CmdOrCtrl+Z'),
        item('Redo', 'redo', 'CmdOrCtrl+Shift+Z'),
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
        item('Frame all', 'frame-all', 'F'),
        item('Thumbnails', 'toggle-thumbnails', 'T'),
        item('Dark or light', 'toggle-theme'),
        item('Commands…', 'command-palette', 'CmdOrCtrl+K'),
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
    { role: 'help', submenu: [item('Keyboard shortcuts', 'shortcuts')] },
  ];
}
