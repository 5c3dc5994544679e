import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openModel } from '../models/openModel.ts';
import { checkModelFolder, writeModelFolder, type ModelFiles } from './writeModelFolder.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'model-folder-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const own = (name: string) => ({
  format: 1,
  name,
  encoder: { file: 'encoder.onnx' },
  decoder: { file: 'decoder.onnx' },
  training: { data: { fingerprint: 'sha256:00' } },
});
const bytes = (text: string) => new TextEncoder().encode(text);
const model = (name: string): ModelFiles => ({
  'card.webp': new TextEncoder().encode(`card of ${name}`),
  'encoder.onnx': bytes(`encoder of ${name}`),
  'decoder.onnx': bytes(`decoder of ${name}`),
  'model.json': bytes(JSON.stringify(own(name))),
});
const OWN_NAMES = ['card.webp', 'decoder.onnx', 'encoder.onnx', 'model.json'];

test.each([
  ["a person's model.json", { 'model.json': '{"format":1,"name":"mine"}' }],
  ['a model.json of another program', { 'model.json': 'not JSON' }],
  ['a trained model of another shape', { 'model.json': '{"training":{"data":"free form"}}' }],
  ['no model', { 'notes.txt': 'mine' }],
])('a folder with %s is refused, and nothing in it is touched', async (_, files) => {
  await mkdir(join(root, 'photos'));
  await writeFile(join(root, 'photos', 'a.png'), 'a photo');
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  const before = await readdir(root, { recursive: true });
  await expect(checkModelFolder(root)).rejects.toMatchObject({ code: 'bad-request' });
  await expect(writeModelFolder(root, model('new'))).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining('choose a new folder'),
  });
  expect(await readdir(root, { recursive: true })).toEqual(before);
  for (const [name, text] of Object.entries(files))
    expect(await readFile(join(root, name), 'utf8')).toBe(text);
});

test('an older model is replaced, and what else lies in its folder stays', async () => {
  await writeModelFolder(root, model('old'));
  await mkdir(join(root, 'photos'));
  await writeFile(join(root, 'photos', 'a.png'), 'a photo');
  await writeFile(join(root, 'notes.txt'), 'mine');
  await checkModelFolder(root);
  await writeModelFolder(root, model('new'));
  expect((await readdir(root)).sort()).toEqual([...OWN_NAMES, 'notes.txt', 'photos']);
  expect(await readFile(join(root, 'photos', 'a.png'), 'utf8')).toBe('a photo');
  expect(await readFile(join(root, 'encoder.onnx'), 'utf8')).toBe('encoder of new');
});

test('a training that was killed while it wrote is gone on with, and what it left is cleared away', async () => {
  // All under temporary names, of which the first has taken its place.
  await writeFile(join(root, 'encoder.onnx'), 'encoder of cut');
  await writeFile(join(root, '.decoder.onnx.0a1b2c3d'), 'decoder of cut');
  await writeFile(join(root, '.model.json.0a1b2c3d'), JSON.stringify(own('cut')));
  await expect(openModel(root)).rejects.toMatchObject({
    code: 'bad-model',
    message: expect.stringContaining('half the old and half the new'),
  });
  await writeModelFolder(root, model('new'));
  expect((await readdir(root)).sort()).toEqual(OWN_NAMES);
});

test('what cannot be written leaves the old model as it was', async () => {
  await writeModelFolder(root, model('old'));
  // A folder of that name cannot be replaced by a file.
  await rm(join(root, 'encoder.onnx'));
  await mkdir(join(root, 'encoder.onnx', 'mine'), { recursive: true });
  await expect(writeModelFolder(root, model('new'))).rejects.toThrow();
  expect((await readdir(root)).sort()).toEqual(OWN_NAMES);
  expect(await readdir(join(root, 'encoder.onnx'))).toEqual(['mine']);
  expect(await readFile(join(root, 'decoder.onnx'), 'utf8')).toBe('decoder of old');
});

test('a folder that could not be filled is not left behind', async () => {
  await writeFile(join(root, 'file'), '');
  await expect(writeModelFolder(join(root, 'file', 'model'), model('new'))).rejects.toThrow();
  expect(await readdir(root)).toEqual(['file']);
});
