import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { copyDigits } from './folders.ts';

type Z = readonly number[];
interface Made {
  probes: { name: string; z: Z }[];
  selection: unknown;
  /** Labels that the legend shows as hidden. */
  hidden: string[];
  /** Camera's place and what it looks at, rounded. */
  view: number[] | null;
}

/** Everything that was made on the open collection, as a person sees it. */
async function madeOf(app: App): Promise<Made> {
  const { probes, selection, view } = await app.state();
  const hidden = await app.page
    .getByRole('region', { name: 'Colours and filters' })
    .locator('button[aria-pressed="false"] .clip')
    .allTextContents();
  return {
    probes: probes.map(({ name, z }) => ({ name, z })),
    selection: selection?.kind === 'probe' ? probes.find(({ id }) => id === selection.id)?.name : selection,
    hidden,
    view: view && [...view.position, ...view.target].map((value) => Math.round(value * 1000) / 1000),
  };
}

/** A point dragged and renamed, one added by key, a label hidden, the camera turned, the first point selected. */
async function make(app: App): Promise<Made> {
  const { page } = app;
  await app.drag(await app.grabbable(), 70, 25);
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  const name = page.getByRole('textbox', { name: 'Name of this point' });
  await name.fill('my favourite');
  await name.press('Enter');
  await page.keyboard.press('n');
  await expect.poll(async () => (await app.state()).probes.length).toBe(2);
  await page.getByRole('button', { name: /^3\b/ }).click();
  await page.mouse.move(640, 400);
  await page.mouse.wheel(0, -240);
  await page.keyboard.press('Escape');
  for (let press = 0; press < 4; press++) await page.keyboard.press('ArrowLeft');
  await app.still();
  await page.getByRole('button', { name: 'my favourite' }).click();
  await expect(page.getByTestId('probe-inspector')).toBeVisible();
  return madeOf(app);
}

/** Waits until all of it is there, and the selected point is drawn by the decoder. */
async function expectMade(app: App, made: Made): Promise<void> {
  await expect.poll(() => madeOf(app)).toEqual(made);
  await expect.poll(async () => (await app.probe())?.z).toEqual(made.probes[0]!.z);
}

async function openDigits(open: () => Promise<App>): Promise<App> {
  const app = await open();
  app.expectErrors(/WebSocket|ERR_CONNECTION|Failed to fetch|Failed to load resource/);
  await app.ready();
  await app.collectionReady(100);
  await app.still();
  return app;
}

test('points, names, filter, camera and selection are there after a reload, at once after the last edit', async ({
  open,
}) => {
  const app = await openDigits(open);
  await make(app);
  const name = app.page.getByRole('textbox', { name: 'Name of this point' });
  await name.fill('renamed in the last moment');
  await name.press('Enter');
  const made = await madeOf(app);
  await app.page.reload();
  await app.ready();
  await expectMade(app, made);
  // What came back can be edited on, and the edits undone.
  await app.page.keyboard.press('Delete');
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  await app.page.keyboard.press('Control+z');
  await expect.poll(async () => (await app.state()).probes.length).toBe(2);
  await expectMade(app, made);
});

test('and after the engine was killed, in the page that stays and in one that is loaded anew', async ({
  open,
}) => {
  const app = await openDigits(open);
  const made = await make(app);
  const engineOf = async () => (await app.state()).connection;
  app.killEngine();
  await app.page.waitForFunction(() => window.hourglass!.state().connection !== 'open');
  await expect.poll(engineOf).toBe('open');
  await expectMade(app, made);
  await app.page.reload();
  await app.ready();
  await expectMade(app, made);
});

test('each collection has its own, also when another one was open in between', async ({ open, folder }) => {
  const images = join(folder, 'digits');
  copyDigits(images, 5, '0369');
  const app = await openDigits(open);
  const made = await make(app);

  await app.page.getByRole('button', { name: /^Letters\b.* images/ }).click();
  await expect.poll(async () => (await app.state()).model?.name).toBe('Letters');
  await app.collectionReady(100);
  await expect.poll(async () => (await app.state()).probes).toEqual([]);
  const { selection, undo } = await app.state();
  expect(selection).toBeNull();
  expect(undo).toBeNull();
  await app.still();
  await app.drag(await app.grabbable(), 40, 10);
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  await app.page.mouse.wheel(0, -240);
  await app.still();
  const ofLetters = await madeOf(app);

  await app.page.getByRole('button', { name: /^Digits\b.* images/ }).click();
  await expect.poll(async () => (await app.state()).model?.name).toBe('Digits');
  await expectMade(app, made);
  await app.page.getByRole('button', { name: /^Letters\b.* images/ }).click();
  await expectMade(app, ofLetters);
});

test('and at the next start on the same data folder, with how the window was left', async ({ open }) => {
  const first = await openDigits(open);
  const made = await make(first);
  await first.page.keyboard.press('Control+k');
  await first.page.keyboard.type('light theme');
  await first.page.keyboard.press('Enter');
  // As a person closes a window, and then the program.
  await Promise.all([first.page.waitForEvent('close'), first.page.close({ runBeforeUnload: true })]);
  await first.close();

  const second = await open({ dataFolder: first.dataFolder });
  await second.ready();
  await expectMade(second, made);
  await expect(second.page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(second.page.getByText('Drag a digit')).toBeHidden();
});

test('a document saved as a file is there again when the file is dropped, and that can be undone', async ({
  open,
  folder,
}) => {
  const app = await openDigits(open);
  const made = await make(app);
  const saved = await app.host.save(() => app.page.keyboard.press('Control+Shift+s'));
  expect(saved.name).toBe('Digits.hourglass');
  const path = join(folder, saved.name);
  copyFileSync(saved.path, path);

  await app.page.keyboard.press('Delete');
  await app.page.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  const changed = await madeOf(app);
  await app.host.drop([path]);
  await expectMade(app, made);
  expect((await app.state()).undo).toBe('open Digits.hourglass');
  await app.page.keyboard.press('Control+z');
  await expect.poll(() => madeOf(app)).toEqual(changed);
});
