import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { copyDigits, digitFiles } from './folders.ts';
import { root } from './Host.ts';

const press = (app: App, ...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => app.page.keyboard.press(key)), Promise.resolve());

/** Opens a bundled collection by its card, and waits until all of it is there. */
async function openCard(app: App, title: string): Promise<string> {
  await app.page.getByRole('button', { name: new RegExp(`^${title}\\b.* images`) }).click();
  await app.page.waitForFunction((name) => {
    const { model, collection } = window.hourglass!.state();
    return model?.name === name && collection?.name === name && collection.state === 'ready';
  }, title);
  return (await app.state()).collection!.id;
}

test('a point is selected, moved, undone, saved and deleted by keyboard alone', async ({ open }) => {
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  await press(app, ']', ']');
  expect((await app.state()).selection).toEqual({ kind: 'image', index: 1 });

  await press(app, 'ArrowRight');
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  const z = async () => (await app.state()).probes[0]!.z;
  const start = await z();
  await app.page.keyboard.down('x');
  await press(app, 'ArrowRight');
  await app.page.keyboard.up('x');
  const moved = await z();
  expect(moved[0]).not.toBe(start[0]);
  expect(moved.slice(1)).toEqual(start.slice(1));
  await expect.poll(async () => (await app.probe())?.z).toEqual(moved);

  await press(app, 'Control+z');
  expect(await z()).toEqual(start);
  await press(app, 'Control+Shift+z');
  expect(await z()).toEqual(moved);
  await expect.poll(async () => (await app.probe())?.z).toEqual(moved);
  expect((await app.host.save(() => press(app, 'Control+s'))).name).toBe('Point 1.png');
  await press(app, 'Delete');
  expect((await app.state()).probes).toEqual([]);
  await press(app, '[', 'Escape');
  expect((await app.state()).selection).toBeNull();
});

test('the palette finds an action by a part of its name and runs it; the sheet lists the keys', async ({
  open,
}) => {
  const app = await open();
  await app.ready();
  await press(app, 'Control+k');
  const palette = app.page.getByRole('dialog');
  await expect(palette).toBeVisible();
  await app.page.keyboard.type('light theme');
  await press(app, 'Enter');
  await expect(app.page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(palette).toBeHidden();
  await press(app, '?');
  await expect(app.page.getByRole('dialog', { name: 'Keyboard and mouse' })).toBeVisible();
  await press(app, 'Escape');
  await expect(app.page.getByRole('dialog')).toBeHidden();
});

test('the palette that is opened again before the next frame stays', async ({ open }) => {
  const app = await open();
  await app.ready();
  await press(app, 'Control+k');
  await expect(app.page.getByRole('combobox', { name: 'Find a command' })).toBeFocused();
  await app.page.keyboard.type('light theme');
  // The browser tells with the next frame that the first palette was closed: the second is there by then.
  await app.page.evaluate(async () => {
    const key = (key: string, more = {}) =>
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
      );
    key('Enter');
    await Promise.resolve();
    key('k', { ctrlKey: true });
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100)));
  });
  await expect(app.page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(app.page.getByRole('combobox', { name: 'Find a command' })).toBeFocused();
});

test('a collection that was open before opens again without being encoded; what is new is added', async ({
  open,
  folder,
}) => {
  const images = join(folder, 'digits');
  copyDigits(images, 4, '358');
  const app = await open({ images: [images], model: 'digits' });
  await app.ready();
  await app.collectionReady(12);
  const first = (await app.state()).collection!.id;
  await openCard(app, 'Digits');
  const reopen = async (count: number) => {
    await app.page.getByRole('button', { name: 'digits · Digits', exact: true }).click();
    await app.page.waitForFunction((expected) => {
      const { collection, pointCount } = window.hourglass!.state();
      return collection?.name === 'digits' && collection.state === 'ready' && pointCount === expected;
    }, count);
    return (await app.state()).collection!.id;
  };
  expect(await reopen(12)).toBe(first);
  // Through the model they were seen through, though another is open.
  await openCard(app, 'Letters');
  await expect.poll(async () => (await app.state()).model?.name).toBe('Letters');
  cpSync(digitFiles('9', 1)[0]!, join(images, '3', 'not a three.png'));
  expect(await reopen(13)).toBe(first);
  expect((await app.state()).model?.name).toBe('Digits');
  // Rows keep their numbers: the new one comes after those that were there.
  await app.page.keyboard.press('Escape');
  await app.still();
  const at = await app.page.evaluate(() => window.hourglass!.screenPosition(12));
  await app.page.mouse.click(at.x, at.y);
  await expect(app.page.getByText('3/not a three.png').first()).toBeVisible();
});

test('loose files of a model are opened when dropped; the description is corrected and saved', async ({
  open,
  folder,
}) => {
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  // Where a drop carries paths the model is called after its folder, else after what the page calls a drop.
  const loose = join(folder, 'Dropped model');
  mkdirSync(loose);
  const files = ['encoder.onnx', 'decoder.onnx'];
  for (const file of files) cpSync(join(root, 'models/digits', file), join(loose, file));
  await app.host.drop(files.map((file) => join(loose, file)));
  await expect.poll(async () => (await app.state()).model?.name).toBe('Dropped model');
  await app.collectionReady(100);
  await app.page.getByRole('button', { name: /facts inferred/ }).click();
  const dialog = app.page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('My digits');
  await dialog.getByRole('button', { name: 'Save as model.json' }).click();
  await expect(dialog.getByText(/^Saved as .*model\.json$/)).toBeVisible();
  expect((await app.state()).model?.name).toBe('My digits');
});

test('a dropped file that is no image is told of once, and Escape takes the message away', async ({
  open,
  folder,
}) => {
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  mkdirSync(join(folder, 'texts'));
  writeFileSync(join(folder, 'texts', 'notes.png'), 'dear reader');
  await app.host.drop([join(folder, 'texts', 'notes.png')]);
  await expect(app.page.getByText(/"notes\.png" could not be read as an image/)).toHaveCount(1);
  expect((await app.state()).jobs.filter(({ state }) => state === 'failed')).toEqual([]);
  await press(app, 'Escape');
  await expect(app.page.getByRole('alert')).toHaveCount(0);
});

test('a provider that this machine lacks is refused with a reason, and the CPU goes on', async ({ open }) => {
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  const absent = process.platform === 'darwin' ? 'dml' : 'coreml';
  await press(app, 'Control+,');
  await app.page.getByLabel('Execution provider').selectOption(absent);
  await expect(app.page.getByText(new RegExp(`^${absent} could not be used`))).toBeVisible();
  await app.page.getByRole('button', { name: 'Why?' }).click();
  const report = app.page.getByRole('dialog', { name: 'Execution provider' });
  await expect(report.getByText('refused').first()).toBeVisible();
  await expect(report.getByText('in use').first()).toBeVisible();
});
