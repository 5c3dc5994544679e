import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { emptyDocument, type HourglassDocument } from '../../protocol/document.ts';
import { testEngines } from '../server/testing/testEngines.ts';
import { makeTestImages } from './testing/makeTestImages.ts';
import { makeTestModel } from './testing/makeTestModel.ts';

const engines = testEngines();
let root: string;

beforeEach(async () => {
  ({ root } = engines);
});
const start = (data: string, ...args: string[]) => engines.start('--data', join(root, data), ...args);

const DOCUMENT: HourglassDocument = { ...emptyDocument('label'), dimensionNames: { 0: 'slant' } };

test('a document saved as a file opens elsewhere with its model, images and settings', async () => {
  const model = await makeTestModel(join(root, 'model'));
  const images = await makeTestImages(join(root, 'images'), { count: 12 });
  const first = await start('data', '--model', model, '--open', images);
  await first.connect();
  await first.untilReady();
  await first.call('setSettings', { background: '#123456' });
  await first.untilReady();
  const body = await first.call('documentFile', DOCUMENT);
  expect(body).toMatchObject({ model, images: [images], background: '#123456', document: DOCUMENT });
  const file = join(root, 'mine.hourglass');
  await writeFile(file, JSON.stringify(body));

  const second = await start('other data', '--open', file);
  const state = await second.connect();
  expect(state.model?.path).toBe(model);
  expect(state.settings.background).toBe('#123456');
  await second.untilReady();
  expect(second.collection).toMatchObject({ count: 12, paths: [images] });
  expect(await second.call('document', second.collection!.id)).toEqual(DOCUMENT);
});

test('a file that is none is refused in words, and what was open stays', async () => {
  const model = await makeTestModel(join(root, 'model'));
  const images = await makeTestImages(join(root, 'images'), { count: 3 });
  const engine = await start('data', '--model', model, '--open', images);
  await engine.connect();
  await engine.untilReady();
  const { id } = engine.collection!;
  await engine.call('saveDocument', id, DOCUMENT);
  const body = await engine.call('documentFile', emptyDocument('label'));
  const open = async (text: string) => {
    const file = join(root, 'wrong.hourglass');
    await writeFile(file, text);
    return engine.call('openDocumentFile', file);
  };
  await expect(open('not json')).rejects.toMatchObject({ message: expect.stringMatching(/it is no JSON/) });
  await expect(open(JSON.stringify({ ...body, fit: 'round' }))).rejects.toMatchObject({
    message: expect.stringMatching(/"wrong.hourglass" is no .hourglass file: fit:/),
  });
  await expect(
    open(JSON.stringify({ ...body, model: join(root, 'gone'), background: '#ffffff' })),
  ).rejects.toMatchObject({ code: 'not-found' });
  const state = await engine.call('state');
  expect(state.collection?.id).toBe(id);
  expect(state.settings.background).toBeNull();
  expect(await engine.call('document', id)).toEqual(DOCUMENT);
});
