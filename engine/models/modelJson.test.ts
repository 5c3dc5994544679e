import { toJsonSchema } from '@valibot/to-json-schema';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { modelJsonSchema, parseModelJson, type ModelJson } from '../../protocol/model.ts';
import { readModelJson, writeModelJson } from './modelJson.ts';
import { modelFolder } from './testing/modelFolder.ts';

const good = {
  format: 1,
  name: 'Digits',
  encoder: { file: 'encoder.onnx', input: 'x', output: 'mu', logvar: 'logvar' },
  decoder: { file: 'sub/decoder.onnx', input: 'z', output: 'x_hat', image: { range: [-1, 1] } },
  image: { width: 28, height: 28, channels: 1, layout: 'NCHW', range: [0, 1], background: '#00ff00' },
  latent: { shape: [3], prior: 'normal', names: ['a', 'b', 'c'] },
  training: { anything: [1, 2] },
} satisfies ModelJson;
const image = good.image;
const latent = good.latent;

test('model.schema.json is made from the schema that is used', async () => {
  const schema = { title: 'Hourglass model.json', ...toJsonSchema(modelJsonSchema) };
  const path = fileURLToPath(new URL('./model.schema.json', import.meta.url));
  const text = await format(JSON.stringify(schema), { ...(await resolveConfig(path)), parser: 'json' });
  await expect(text).toMatchFileSnapshot(path);
});

test('a good document is taken as it is', () => {
  expect(parseModelJson(good, 'model.json')).toEqual(good);
});

test.each<[string, unknown, string]>([
  ['no object', 7, 'expected Object, got 7. See docs/model-folder.md.'],
  ['a missing field', { ...good, image: undefined }, 'image: is missing. See docs/model-folder.md.'],
  ['another version', { ...good, format: 2 }, 'format: expected 1, got 2. See docs/model-folder.md.'],
  [
    'a field nobody knows',
    { ...good, img: 1 },
    'img: is not a field of model.json. See docs/model-folder.md.',
  ],
  [
    'text for a number',
    { ...good, image: { ...image, width: '28' } },
    'image.width: expected number, got "28". See docs/model-folder.md.',
  ],
  [
    'no side',
    { ...good, image: { ...image, height: 0 } },
    'image.height: expected >=1, got 0. See docs/model-folder.md.',
  ],
  [
    'a huge side',
    { ...good, image: { ...image, height: 1e6 } },
    'image.height: expected <=8192, got 1000000. See docs/model-folder.md.',
  ],
  [
    'two channels',
    { ...good, image: { ...image, channels: 2 } },
    'image.channels: expected (1 | 3), got 2. See docs/model-folder.md.',
  ],
  [
    'a range of three',
    { ...good, image: { ...image, range: [0, 1, 2] } },
    'image.range.2: is not a field of model.json. See docs/model-folder.md.',
  ],
  [
    'an empty range',
    { ...good, image: { ...image, range: [1, 1] } },
    'image.range: black and white are both 1, expected two values.',
  ],
  [
    'no colour',
    { ...good, image: { ...image, background: 'white' } },
    'image.background: expected a colour like "#ffffff", got "white". See docs/model-folder.md.',
  ],
  [
    'means of colour for grey',
    { ...good, image: { ...image, mean: [0, 0, 0] } },
    'image.mean: expected one value per channel (1), got 3.',
  ],
  [
    'a path that escapes',
    { ...good, encoder: { ...good.encoder, file: '../encoder.onnx' } },
    'encoder.file: expected the name of an .onnx file inside the model\'s folder, got "../encoder.onnx". See docs/model-folder.md.',
  ],
  [
    'an absolute path',
    { ...good, encoder: { ...good.encoder, file: '/encoder.onnx' } },
    'encoder.file: expected the name of an .onnx file inside the model\'s folder, got "/encoder.onnx". See docs/model-folder.md.',
  ],
  [
    'names that do not count D',
    { ...good, latent: { ...latent, names: ['a'] } },
    'latent.names: expected 3 names, one per value of z, got 1.',
  ],
  [
    'a z too large',
    { ...good, latent: { shape: [4096, 4096], prior: 'none' } },
    'latent.shape: 16777216 values in one z, expected at most 4194304.',
  ],
  [
    'neither half',
    { ...good, encoder: undefined, decoder: undefined },
    'neither encoder nor decoder is given, expected at least one.',
  ],
  [
    'an empty range of a half',
    { ...good, decoder: { ...good.decoder, image: { range: [0, 0] } } },
    'decoder.image.range: black and white are both 0, expected two values.',
  ],
])('%s is refused by its field', (_title, document, message) => {
  expect(() => parseModelJson(JSON.parse(JSON.stringify(document)), 'm/model.json')).toThrow(
    expect.objectContaining({ code: 'bad-model', message: expect.stringMatching(/^"m\/model\.json": ./) }),
  );
  expect(() => parseModelJson(JSON.parse(JSON.stringify(document)), 'm/model.json')).toThrow(
    expect.objectContaining({ message: `"m/model.json": ${message}` }),
  );
});

test('what is written is read back, and no other file is left', async () => {
  await using folder = await modelFolder({});
  const path = await writeModelJson(folder.path, good);
  expect(await readModelJson(folder.path)).toEqual(good);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(good);
  expect(await readdir(folder.path)).toEqual(['model.json']);
});

test('a bad document is never written', async () => {
  await using folder = await modelFolder({});
  await expect(writeModelJson(folder.path, { ...good, name: '' })).rejects.toMatchObject({
    code: 'bad-model',
  });
  expect(await readdir(folder.path)).toEqual([]);
});

test('a file that is no JSON is refused with its path', async () => {
  await using folder = await modelFolder({ 'model.json': '{ "format": 1,' });
  await expect(readModelJson(folder.path)).rejects.toMatchObject({
    code: 'bad-model',
    message: expect.stringContaining(join(folder.path, 'model.json')),
  });
});
