import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './App.ts';
import { expect, test } from './fixtures.ts';
import { copyDigits, copyModelWithout, digitFiles, drawFlat } from './folders.ts';

const card = (app: App) => app.page.getByRole('region', { name: 'Images that wait for a model' });

test('images that no model can be fitted to wait, also after a restart, and open with the next model', async ({
  open,
  folder,
}) => {
  const images = join(folder, 'fog');
  const count = 20;
  await drawFlat(images, count);
  const app = await open({ model: copyModelWithout('encoder', join(folder, 'generator')) });
  await app.ready();
  await app.collectionReady(50);
  await app.host.choose('Open images', images);
  const title = `${count} images of "fog" wait for a model`;
  await expect(card(app).getByText(title)).toBeVisible();
  await expect(card(app).getByText(`All ${count} images are one single colour`)).toBeVisible();
  await expect(card(app).getByText('"Digits without encoder" has no encoder')).toBeVisible();
  // What the decoder drew stays.
  expect((await app.state()).collection?.state).toBe('sampled');

  await card(app).getByRole('button', { name: 'Train on these' }).click();
  const form = app.page.getByRole('dialog');
  await expect(form.getByLabel('Images')).toHaveValue(images);
  // A process of its own looks at the images and measures the machine.
  await expect(form.getByText(`Only ${count} images`)).toBeVisible({ timeout: 60_000 });
  await app.page.keyboard.press('Escape');
  await app.page.reload();
  await expect(card(app).getByText(title)).toBeVisible();
  await app.close();

  const next = await open({ dataFolder: app.dataFolder });
  await next.collectionReady(50);
  await expect(card(next).getByText(title)).toBeVisible();
  // A folder of something else is refused, and they go on waiting.
  const letters = join(folder, 'letters');
  mkdirSync(letters);
  writeFileSync(join(letters, 'a.txt'), 'dear reader');
  await next.host.choose('Open images', letters);
  await expect(next.page.getByRole('alert').getByText('could not be read as an image')).toBeVisible();
  await expect(card(next).getByText(title)).toBeVisible();
  await card(next).getByRole('button', { name: 'Digits', exact: true }).click();
  await expect
    .poll(() => next.state())
    .toMatchObject({
      model: { name: 'Digits', hasEncoder: true },
      collection: { name: 'fog', count },
      pointCount: count,
    });
  await expect(card(next)).toHaveCount(0);
});

test('images whose model is gone wait for another; they can be let go, and with more dropped on them get one of their own', async ({
  open,
  folder,
}) => {
  const images = join(folder, 'my digits');
  const count = copyDigits(images, 2, '04');
  const model = copyModelWithout('decoder', join(folder, 'embedding'));
  const app = await open({ model, images: [images] });
  await app.ready();
  await app.collectionReady(count);
  await app.close();
  renameSync(model, join(folder, 'elsewhere'));

  const next = await open({ dataFolder: app.dataFolder });
  await expect(card(next).getByText(`${count} images of "my digits" wait for a model`)).toBeVisible();
  await expect(card(next).getByText('No model is open')).toBeVisible();
  expect(await next.state()).toMatchObject({ model: null, collection: null, pointCount: 0 });
  await card(next).getByRole('button', { name: 'Let them go' }).click();
  await expect(card(next)).toHaveCount(0);
  await expect(next.page.getByText('No model is open').first()).toBeVisible();
  // They are among what was opened lately: opened from there they wait again.
  await next.page.getByRole('button', { name: /^my digits · / }).click();
  await expect(card(next).getByText(`${count} images of "my digits" wait for a model`)).toBeVisible();
  await next.host.drop(digitFiles('8', 1));
  await next.collectionReady(count + 1);
  expect(await next.state()).toMatchObject({
    model: { name: 'my digits and 1 more (instant)' },
    collection: { name: 'my digits and 1 more', count: count + 1 },
  });
  await expect(card(next)).toHaveCount(0);
  await next.host.choose('Open model', join(folder, 'elsewhere'));
  await expect.poll(async () => (await next.state()).model?.path).toBe(join(folder, 'elsewhere'));
  await next.collectionReady(count + 1);
});

test('what is dropped and holds no image is refused in words, before it is handed over', async ({
  open,
  folder,
}) => {
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  const before = await app.state();
  const paths = ['a.txt', 'b.txt'].map((name) => join(folder, name));
  for (const path of paths) writeFileSync(path, 'dear reader');
  const sent: string[] = [];
  app.page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
  await app.host.drop(paths);
  await expect(app.page.getByRole('alert').getByText(/2 \.txt files \(a\.txt: a text file/)).toBeVisible();
  expect(sent).toEqual([]);
  expect((await app.state()).collection).toEqual(before.collection);
});
