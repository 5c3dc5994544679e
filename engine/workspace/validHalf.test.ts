import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { emptyDocument } from '../../protocol/document.ts';
import { testEngines } from '../server/testing/testEngines.ts';
import { makeTestImages } from './testing/makeTestImages.ts';
import { makeTestModel } from './testing/makeTestModel.ts';

const engines = testEngines();
let root: string;
let model: string;
let images: string;

beforeEach(async () => {
  ({ root } = engines);
  model = await makeTestModel(join(root, 'model'));
  images = await makeTestImages(join(root, 'images'), { count: 12 });
});

const { start } = engines;

test.each([
  ['an empty folder', async (folder: string) => void (await mkdir(folder)), /no images in ".*wrong"/],
  ['a folder that is not there', async () => {}, /nothing at ".*wrong"/],
  [
    'a folder of letters',
    async (folder: string) => {
      await mkdir(folder);
      for (const name of ['a.docx', 'b.docx']) await writeFile(join(folder, name), 'dear reader');
    },
    /files in ".*wrong" could be read as an image: 2 \.docx files/,
  ],
])('%s does not keep the model that it was given with from being opened', async (_title, make, words) => {
  const wrong = join(root, 'wrong');
  await make(wrong);
  const engine = await start('--model', model, '--open', wrong);
  const state = await engine.connect();
  expect(state.model?.name).toBe('cosines');
  expect(state.collection).toBeNull();
  expect(state.notices).toHaveLength(1);
  expect(state.notices[0]?.message).toMatch(words);
  // It is there at the next start too.
  await engine.stop();
  expect((await (await start()).connect()).model?.name).toBe('cosines');
});

test('images that are gone at the next start leave the model open, and what was stored of them shown', async () => {
  const first = await start('--model', model, '--open', images);
  await first.connect();
  await first.untilReady();
  await first.stop();
  await rename(images, join(root, 'elsewhere'));

  const second = await start();
  const state = await second.connect();
  expect(state.model?.name).toBe('cosines');
  expect(state.collection?.count).toBe(12);
  await second.until(() => second.notices.length > 0);
  expect(second.notices).toMatchObject([{ code: 'not-found', message: expect.stringMatching('nothing at') }]);
  expect(second.collection).toMatchObject({ count: 12, gone: 0 });

  // Another model can be opened as well: it has nothing stored, so nothing is shown, and why is said.
  const other = await makeTestModel(join(root, 'other'), { name: 'other', latent: 4 });
  await second.call('openModel', other);
  expect((await second.call('state')).model?.name).toBe('other');
  expect((await second.call('state')).collection).toBeNull();
});

test('a .hourglass file whose images are gone opens its model, and says where what was made is', async () => {
  const first = await start('--model', model, '--open', images);
  await first.connect();
  await first.untilReady();
  const saved = await first.call('documentFile', emptyDocument(null));
  const path = join(root, 'mine.hourglass');
  await writeFile(path, JSON.stringify({ ...saved, images: [join(root, 'gone')] }));
  await first.call('openDocumentFile', path);
  const { model: open, notices } = await first.call('state');
  expect(open?.name).toBe('cosines');
  expect(notices.map(({ message }) => message)).toEqual([
    expect.stringContaining(join(root, 'gone')),
    expect.stringContaining('mine.hourglass'),
  ]);
});
