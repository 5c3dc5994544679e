import { ALL_COMMANDS } from '../protocol/commands.ts';
import { axeFindings } from './axe.ts';
import { expect, test } from './fixtures.ts';
import type { App } from './App.ts';

/** The desktop asks for these in dialogs of the system; a file is saved at once. */
const NATIVE = new Set(['open-images', 'add-images', 'open-model', 'open-document', 'save-document']);

async function runByPalette(app: App, title: string): Promise<void> {
  await app.page.keyboard.press('Control+k');
  await app.page.getByRole('combobox', { name: 'Find a command' }).fill(title);
  await app.page.keyboard.press('Enter');
}

test('axe finds nothing in any panel or dialog, dark, light and in high contrast', async ({ open }) => {
  const app = await open({ model: 'letters' });
  const { page } = app;
  await app.collectionReady();
  await app.drag(await app.grabbable(), 60, 20);
  await page.mouse.move(640, 10);
  await runByPalette(app, 'Measure all images');
  await app.still();
  for (const media of [
    { colorScheme: 'dark' },
    { colorScheme: 'light' },
    { colorScheme: 'light', contrast: 'more' },
  ] as const) {
    await page.emulateMedia({ contrast: null, ...media });
    expect.soft(await axeFindings(page), JSON.stringify(media)).toEqual([]);
  }
  await page.emulateMedia({ contrast: null, colorScheme: 'dark' });
  for (const tab of await page.getByRole('tab').all()) {
    if ((await tab.getAttribute('aria-selected')) === 'false') await tab.click();
    expect.soft(await axeFindings(page), `dock: ${await tab.textContent()}`).toEqual([]);
  }
  await page.keyboard.press(']');
  await expect(page.getByTestId('image-inspector')).toBeVisible();
  expect.soft(await axeFindings(page), 'an image').toEqual([]);

  const dialog = page.locator('dialog');
  const seen: string[] = [];
  for (const { id, title } of ALL_COMMANDS) {
    if (!title.endsWith('…') || (app.host.name === 'electron' && NATIVE.has(id)) || id === 'save-document') {
      continue;
    }
    await runByPalette(app, title);
    if (await page.getByRole('combobox', { name: 'Find a command' }).isVisible()) {
      // It is not possible now, and the palette stays.
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
      continue;
    }
    if (!(await dialog.isVisible())) continue;
    seen.push(id);
    expect.soft(await axeFindings(page, 'dialog'), title).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
  // Commands that are not possible now have no dialog; these are.
  expect(seen).toEqual(
    expect.arrayContaining(['export', 'save-scene', 'save-pictures', 'train', 'history', 'settings']),
  );
});
