import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { copyDigits, copyModelWithout } from './folders.ts';
import { root } from './Host.ts';

test('a decoder alone shows draws from its prior, which can be dragged', async ({ open, folder }) => {
  const app = await open({ model: copyModelWithout('encoder', join(folder, 'generator')) });
  await app.ready();
  await app.collectionReady(50);
  expect((await app.state()).collection?.state).toBe('sampled');
  const from = await app.grabbable();
  await app.drag(from, 80, 0);
  await expect.poll(async () => (await app.probe()) !== null).toBe(true);
});

test('an encoder alone plots the images and says why they cannot be dragged', async ({ open, folder }) => {
  const images = join(folder, 'digits');
  copyDigits(images, 3);
  const app = await open({ images: [images], model: copyModelWithout('decoder', join(folder, 'embedding')) });
  await app.ready();
  await app.collectionReady(30);
  expect((await app.state()).model).toMatchObject({ hasEncoder: true, hasDecoder: false });
  await app.drag(await app.grabbable(), 80, 0);
  expect((await app.state()).probes).toEqual([]);
  await expect(app.page.getByText(/no decoder/i).first()).toBeVisible();
});

test('bare graphs open with what was inferred, which can be saved as model.json', async ({
  open,
  folder,
}) => {
  const bare = join(folder, 'bare');
  mkdirSync(bare);
  for (const file of ['encoder.onnx', 'decoder.onnx'])
    cpSync(join(root, 'models/digits', file), join(bare, file));
  const images = join(folder, 'digits');
  copyDigits(images, 3);
  const app = await open({ images: [images], model: bare });
  await app.ready();
  await app.collectionReady(30);
  expect((await app.state()).model).toMatchObject({ latentSize: 3, hasEncoder: true, hasDecoder: true });
  await expect(app.page.getByText(/inferred/i).first()).toBeVisible();
});

test('a file that is no model is refused in words, and what was open stays', async ({ open, folder }) => {
  const wrong = join(folder, 'wrong.onnx');
  writeFileSync(wrong, 'this is no model');
  const app = await open();
  await app.ready();
  await app.collectionReady(100);
  await app.host.choose('Open model', wrong);
  await expect(app.page.getByText(/not an ONNX file/)).toBeVisible();
  expect((await app.state()).model?.name).toBe('Digits');
});
