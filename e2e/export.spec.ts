import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Locator } from '@playwright/test';
import { readLatents } from '../engine/exports/readLatents.ts';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { latentsOf } from './latents.ts';
import { copyDigits } from './folders.ts';

const LABELS = '037';
const PER_LABEL = 4;
const COUNT = LABELS.length * PER_LABEL;

test.beforeEach(() => {
  test.skip(test.info().project.metadata.host !== 'browser', 'the desktop shell has dialogs of the system');
});

/** Twelve digits of three labels, and an empty folder to take things to. */
async function openTwelve(open: (options: object) => Promise<App>, folder: string) {
  const [images, away] = [join(folder, 'digits'), join(folder, 'away')];
  copyDigits(images, PER_LABEL, LABELS);
  mkdirSync(away);
  const app = await open({ images: [images], model: 'digits' });
  await app.ready();
  await app.collectionReady(COUNT);
  return { app, images, away, dialog: app.page.getByRole('dialog') };
}

async function chooseFolder(dialog: Locator, path: string): Promise<void> {
  await dialog.getByRole('button', { name: 'Choose…' }).click();
  const field = dialog.getByRole('textbox', { name: 'Path' });
  await field.fill(path);
  await field.press('Enter');
  await dialog.getByRole('button', { name: 'Use this folder' }).click();
}

test('what is shown and what is selected are taken as files that hold the same z, and as text', async ({
  open,
  folder,
}) => {
  const { app, images, away, dialog } = await openTwelve(open, folder);
  const { page } = app;
  const z = (await latentsOf(app)).flat();
  // The second label, tagged: a filter leaves it, a tag is a column.
  await page.getByRole('searchbox', { name: 'Search names and texts' }).fill('3/');
  await expect(page.getByText(`${PER_LABEL} of ${COUNT} shown`)).toBeVisible();
  await page.getByRole('button', { name: 'Select these' }).click();
  await page.getByRole('textbox', { name: 'New tag' }).fill('odd, really');
  await page.getByRole('textbox', { name: 'New tag' }).press('Enter');
  await expect
    .poll(async () => (await app.state()).columns.find(({ name }) => name === 'odd, really')?.known)
    .toBe(PER_LABEL);
  await page.getByRole('button', { name: 'Take the selection away' }).click();

  await expect(dialog.getByRole('radio', { name: /^The selection/ })).toBeChecked();
  await expect(dialog.getByRole('radio', { name: /^What is shown/ })).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('digits selection');
  await chooseFolder(dialog, away);
  await dialog.getByRole('button', { name: 'Take away', exact: true }).click();
  await expect(dialog.getByText(`4 rows in ${join(away, 'digits selection.csv')}`)).toBeVisible();
  const csv = readFileSync(join(away, 'digits selection.csv'));
  const rows = csv.toString().trimEnd().split('\n');
  expect(rows[0]).toBe('path,label,z1,z2,z3,"odd, really"');
  expect(rows.slice(1).every((row) => row.startsWith(join(images, '3')) && row.endsWith(',true'))).toBe(true);
  const selected = await readLatents(csv, 'selection.csv', 3);
  expect([...selected.z]).toEqual(z.slice(PER_LABEL * 3, 2 * PER_LABEL * 3));

  await dialog.getByRole('button', { name: 'Take more' }).click();
  await dialog.getByRole('radio', { name: /^All images/ }).check();
  await dialog.getByRole('combobox', { name: 'Format' }).selectOption('npz');
  await dialog.getByRole('checkbox', { name: 'odd, really' }).uncheck();
  await expect(dialog.getByText('path, label and z, and 0 of 1 columns')).toBeVisible();
  await dialog.getByRole('button', { name: 'Take away', exact: true }).click();
  await expect(dialog.getByText(`12 rows in ${join(away, 'digits.npz')}`)).toBeVisible();
  const all = await readLatents(readFileSync(join(away, 'digits.npz')), 'digits.npz', 3);
  expect([...all.z]).toEqual(z);
  expect(all.paths!.map((path) => relative(images, path).charAt(0)).join('')).toBe('000033337777');

  // What is shown is what the scene shows: the search leaves four.
  await dialog.getByRole('button', { name: 'Take more' }).click();
  await dialog.getByRole('radio', { name: /^What is shown/ }).check();
  await dialog.getByRole('combobox', { name: 'Format' }).selectOption('parquet');
  await dialog.getByRole('button', { name: 'Take away', exact: true }).click();
  await expect(dialog.getByText(`4 rows in ${join(away, 'digits shown.parquet')}`)).toBeVisible();
  const parquet = readFileSync(join(away, 'digits shown.parquet'));
  const shown = await readLatents(parquet, 'digits shown.parquet', 3);
  expect([shown.z, shown.paths]).toEqual([selected.z, selected.paths]);

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await dialog.getByRole('button', { name: 'Take more' }).click();
  await dialog.getByRole('radio', { name: /^The selection/ }).check();
  await dialog.getByRole('button', { name: 'Copy z' }).click();
  await expect(dialog.getByText('z of 4 images copied.')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const cells = copied.trimEnd().split('\n');
  expect(cells[0]).toBe('path\tlabel\tz1\tz2\tz3');
  expect(cells.slice(1).flatMap((line) => line.split('\t').slice(2).map(Number).map(Math.fround))).toEqual([
    ...selected.z,
  ]);
  await dialog.getByRole('button', { name: 'Copy paths' }).click();
  await expect(dialog.getByText('Paths of 4 images copied.')).toBeVisible();
  const paths = await page.evaluate(() => navigator.clipboard.readText());
  expect(paths.trimEnd().split('\n')).toEqual(selected.paths);

  // Two that were put side by side are taken together, though one of them is selected.
  await page.keyboard.press('Escape');
  await expect(page.locator('dialog')).toHaveCount(0);
  for (const key of ['Escape', ']', 'c', ']', 'c']) await page.keyboard.press(key);
  await expect(page.getByText('‖Δz‖').first()).toBeVisible();
  await page.keyboard.press('Control+e');
  await expect(dialog.getByRole('radio', { name: /^The two compared/ })).toBeChecked();
  await dialog.getByRole('button', { name: 'Copy paths' }).click();
  await expect(dialog.getByText('Paths of 2 images copied.')).toBeVisible();
  const two = await page.evaluate(() => navigator.clipboard.readText());
  expect(two.trimEnd().split('\n')).toEqual(selected.paths!.slice(0, 2));
});

test('image files are copied into folders by label; none into the images, and a file that is gone is listed', async ({
  open,
  folder,
}) => {
  const { app, images, away, dialog } = await openTwelve(open, folder);
  const { page } = app;
  const files = (place: string) =>
    (readdirSync(place, { recursive: true }) as string[]).filter((name) => name.endsWith('.png')).toSorted();
  const before = files(images);
  await page.keyboard.press('Control+e');
  await dialog.getByText('Image files').click();
  await dialog.getByRole('combobox', { name: 'Folders by' }).selectOption({ label: 'label' });
  await chooseFolder(dialog, join(images, '3'));
  await expect(dialog.getByRole('alert')).toContainText('is among the images that are open');
  await expect(dialog.getByRole('button', { name: 'Take away', exact: true })).toBeDisabled();

  // Gone behind the app's back.
  rmSync(join(images, before[0]!));
  await chooseFolder(dialog, away);
  await dialog.getByRole('textbox', { name: 'Name' }).fill('by label');
  await dialog.getByRole('button', { name: 'Take away', exact: true }).click();
  await expect(
    dialog.getByText(/^11 images in .*by label: 11 files copied, 1 image left out$/),
  ).toBeVisible();
  await expect(dialog.getByRole('list', { name: 'Left out' })).toContainText(before[0]!);
  await expect(dialog.getByRole('list', { name: 'Left out' })).toContainText('moved or deleted');
  expect(files(join(away, 'by label'))).toEqual(before.slice(1));
  expect(files(images)).toEqual(before.slice(1));
  const some = before.at(-1)!;
  expect(readFileSync(join(away, 'by label', some)).equals(readFileSync(join(images, some)))).toBe(true);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(dialog).toBeHidden();

  // A decoded point has no file: only its z can be taken.
  await page.keyboard.press('n');
  await expect.poll(async () => (await app.state()).probes.length).toBe(1);
  await page.keyboard.press('Control+e');
  await expect(dialog.getByRole('radio', { name: /^“Point 1”/ })).toBeChecked();
  await expect(dialog.getByRole('radio', { name: 'Image files' })).toBeDisabled();
  await expect(dialog.getByRole('textbox', { name: 'Folder' })).toHaveValue(away);
  await dialog.getByRole('button', { name: 'Take away', exact: true }).click();
  await expect(dialog.getByText('1 row in')).toBeVisible();
  const [point] = (await app.state()).probes;
  const [header, row] = readFileSync(join(away, 'digits Point 1.csv'), 'utf8').split('\n');
  expect(header).toBe('name,z1,z2,z3,origin,origin_kind');
  expect(row!.split(',').slice(1, 4).map(Number).map(Math.fround)).toEqual(point!.z);
});
