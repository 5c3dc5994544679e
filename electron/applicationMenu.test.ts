import type { MenuItemConstructorOptions } from 'electron';
import { expect, test, vi } from 'vitest';
import { ALL_COMMANDS } from '../protocol/commands.ts';

vi.mock('electron', () => ({ app: {}, Menu: {} }));
const { menuTemplate } = await import('./applicationMenu.ts');

function items(template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])]);
}

test.each(['darwin', 'win32', 'linux'] as const)(
  'on %s every command with a place in the menu is there once and is sent on a click',
  (platform) => {
    const sent: string[] = [];
    for (const item of items(menuTemplate(platform, true, (command) => sent.push(command)))) {
      // The page's commands look at neither the item nor the window.
      if (item.click) Reflect.apply(item.click, undefined, []);
    }
    const placed = ALL_COMMANDS.filter(({ menu }) => menu !== undefined).map(({ id }) => id);
    expect(placed).toContain('undo');
    expect(sent.toSorted()).toEqual(placed.toSorted());
  },
);

test('a single key is shown but left to the page, so that it can be typed in a field', () => {
  const all = items(menuTemplate('linux', true, () => {}));
  expect(all.find((item) => item.accelerator === 'F')?.registerAccelerator).toBe(false);
  expect(all.find((item) => item.accelerator === 'CmdOrCtrl+K')?.registerAccelerator).toBe(true);
});

test('developer tools are in a checkout only', () => {
  const roles = (packaged: boolean) =>
    items(menuTemplate('linux', packaged, () => {})).map((item) => item.role);
  expect(roles(false)).toContain('toggleDevTools');
  expect(roles(true)).not.toContain('toggleDevTools');
});
