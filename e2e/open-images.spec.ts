import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { copyDigits, digitFiles } from './folders.ts';

test('a folder opens with its sub-folders as labels, and the files that cannot be read are listed', async ({
  open,
  folder,
}) => {
  const images = join(folder, 'my digits');
  const count = copyDigits(images, 4, '137');
  writeFileSync(join(images, '1', 'a page.png'), '<html>not an image</html>');
  writeFileSync(join(images, '1', 'notes.txt'), 'nor is this');
  const half = join(images, '3', 'half.png');
  writeFileSync(half, readFileSync(digitFiles('3', 1)[0]!));
  truncateSync(half, 120);

  const app = await open({ images: [images], model: 'digits' });
  await app.ready();
  await app.collectionReady(count);
  const { collection, pointCount } = await app.state();
  expect(collection).toMatchObject({ name: 'my digits', count, unreadable: 3 });
  expect(pointCount).toBe(count);

  await app.page.getByRole('button', { name: '3 files could not be read' }).click();
  const dialog = app.page.getByRole('dialog');
  await expect(dialog.getByText('a page.png')).toBeVisible();
  await expect(dialog.getByText('half.png')).toBeVisible();
  await app.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('of very many files that cannot be read the first hundred are shown, the others as one scrolls', async ({
  open,
  folder,
}) => {
  const images = join(folder, 'mostly broken');
  const count = copyDigits(images, 2, '4');
  const broken = 1300;
  for (let i = 1; i <= broken; i++) writeFileSync(join(images, '4', `broken ${i}.png`), 'no image');
  const app = await open({ images: [images], model: 'digits' });
  await app.ready();
  await app.collectionReady(count);
  await app.page.getByRole('button', { name: '1,300 files could not be read' }).click();
  const dialog = app.page.getByRole('dialog');
  await expect(dialog.getByText('100 of 1,300 shown')).toBeAttached();
  await expect(dialog.getByText('broken 1.png')).toBeInViewport();
  await expect(dialog.getByRole('listitem')).toHaveCount(100);
  const toTheEnd = () => dialog.getByRole('listitem').last().scrollIntoViewIfNeeded();
  await expect
    .poll(async () => {
      await toTheEnd();
      return dialog.getByRole('listitem').count();
    })
    .toBe(broken);
  // What the last scroll brought lies below it.
  await toTheEnd();
  await expect(dialog.getByText('broken 1300.png')).toBeInViewport();
  await expect(dialog.getByRole('button', { name: 'Show more' })).toBeHidden();
});

test('a label in the legend hides and shows its images', async ({ open, folder }) => {
  const images = join(folder, 'digits');
  copyDigits(images, 3, '07');
  const app = await open({ images: [images], model: 'digits' });
  await app.ready();
  await app.collectionReady(6);
  const visible = () =>
    app.page.evaluate(() =>
      [0, 1, 2, 3, 4, 5].filter((index) => window.hourglass!.screenPosition(index).visible),
    );
  expect((await visible()).some((index) => index < 3)).toBe(true);
  await app.page.getByRole('button', { name: /^0\b/ }).click();
  await expect.poll(visible).not.toContain(0);
  expect((await visible()).every((index) => index >= 3)).toBe(true);
  await app.page.getByRole('button', { name: /^0\b/ }).click();
  await expect.poll(async () => (await visible()).some((index) => index < 3)).toBe(true);
});

for (const [title, make, words] of [
  ['an empty folder', () => {}, /no image/i],
  [
    'a folder without images',
    (folder: string) => writeFileSync(join(folder, 'letter.txt'), 'dear reader'),
    /could not be read as an image/,
  ],
] as const) {
  test(`${title} is said to be one, and what was open stays`, async ({ open, folder }) => {
    const wrong = join(folder, 'wrong');
    mkdirSync(wrong);
    make(wrong);
    const app = await open();
    await app.ready();
    await app.collectionReady(100);
    const before = await app.state();
    await app.host.choose('Open images', wrong);
    await expect(app.page.getByRole('alert').getByText(words)).toBeVisible();
    expect((await app.state()).collection?.id).toBe(before.collection?.id);
  });
}

test('images dropped on the window land among the others', async ({ open, folder }) => {
  const images = join(folder, 'few');
  copyDigits(images, 3, '2');
  const app = await open({ images: [images], model: 'digits' });
  await app.ready();
  await app.collectionReady(3);
  await app.host.drop(digitFiles('8', 1));
  await app.collectionReady(4);
  expect((await app.state()).collection).toMatchObject({ count: 4, unreadable: 0 });
});

test('of a folder with very many entries the dialog says how many it shows', async ({ open, folder }) => {
  const images = join(folder, 'very many');
  mkdirSync(images);
  for (let i = 0; i < 6000; i++) writeFileSync(join(images, `${i}.png`), '');
  const app = await open();
  test.skip(app.host.name !== 'browser', 'the desktop asks with its own dialog');
  await app.ready();
  await app.page.getByRole('button', { name: 'Open images' }).click();
  const field = app.page.getByRole('textbox', { name: 'Path' });
  await expect(field).not.toHaveValue('');
  await field.fill(images);
  await field.press('Enter');
  const dialog = app.page.getByRole('dialog');
  await expect(
    dialog.getByText('5,000 of 6,000 entries are shown; type the path of any other.'),
  ).toBeVisible();
  await expect(dialog.getByText('5,000 or more images here')).toBeVisible();
});
