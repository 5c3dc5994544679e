import { readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { openModel } from '../models/openModel.ts';
import { KINDS } from '../models/testing/kinds.ts';
import { modelFolder } from '../models/testing/modelFolder.ts';
import { ModelSlot } from './ModelSlot.ts';

const filesOf = (start: string) => KINDS.find(({ title }) => title.startsWith(start))?.files ?? {};
const pair = filesOf('(mu, logvar), ');
const described = filesOf('model.json');

/** Opens a model and saves a corrected description of it. @returns what was written */
async function saveDescription(path: string, cacheFolder: string): Promise<string> {
  const slot = new ModelSlot(cacheFolder);
  try {
    const found = await slot.load(path, undefined, 'cpu');
    const corrected = { ...found.info.json, name: 'Corrected' };
    await found.dispose();
    slot.take(await slot.load(path, corrected, 'cpu'));
    const file = await slot.saveJson('cpu');
    expect(slot.info).toMatchObject({ name: 'Corrected', canSaveJson: false });
    return file;
  } finally {
    await slot.close();
  }
}

async function nameOf(path: string): Promise<string> {
  const model = await openModel(path, { provider: 'cpu' });
  await model.dispose();
  return model.info.name;
}

test("a description saved beside another model's model.json leaves that alone, and its own file finds it", async () => {
  await using folder = await modelFolder({ ...pair, ...described });
  const before = await readFile(join(folder.path, 'model.json'), 'utf8');
  const path = join(folder.path, 'vae_encoder.onnx');
  const file = await saveDescription(path, folder.path);
  expect(basename(file)).toBe('vae_encoder.model.json');
  expect(await readFile(join(folder.path, 'model.json'), 'utf8')).toBe(before);
  // By either half; the folder is still the other model.
  expect(await nameOf(path)).toBe('Corrected');
  expect(await nameOf(join(folder.path, 'vae_decoder.onnx'))).toBe('Corrected');
  expect(await nameOf(folder.path)).toBe('Normalised');
});

test("a description saved beside another model's graph does not become the folder's", async () => {
  const alone = Object.values(pair)[0]!;
  await using folder = await modelFolder({ ...pair, 'other.onnx': alone });
  const file = await saveDescription(join(folder.path, 'vae_encoder.onnx'), folder.path);
  expect(basename(file)).toBe('vae_encoder.model.json');
  expect(await nameOf(join(folder.path, 'other.onnx'))).not.toBe('Corrected');
});

test('alone in its folder a model is described by model.json', async () => {
  await using folder = await modelFolder(pair);
  const file = await saveDescription(join(folder.path, 'vae_encoder.onnx'), folder.path);
  expect(basename(file)).toBe('model.json');
  expect(await nameOf(folder.path)).toBe('Corrected');
});

test('a description that appeared meanwhile is not overwritten', async () => {
  await using folder = await modelFolder(pair);
  await using cache = await modelFolder({});
  const slot = new ModelSlot(cache.path);
  try {
    slot.take(await slot.load(folder.path, undefined, 'cpu'));
    await writeFile(join(folder.path, 'model.json'), 'mine');
    await expect(slot.saveJson('cpu')).rejects.toThrow();
    expect(await readFile(join(folder.path, 'model.json'), 'utf8')).toBe('mine');
    expect((await readdir(folder.path)).sort()).toEqual([...Object.keys(pair), 'model.json'].sort());
  } finally {
    await slot.close();
  }
});

test('names of dimensions go into the description that a model has, and nothing else of it changes', async () => {
  await using folder = await modelFolder({ ...pair, ...described });
  await using cache = await modelFolder({});
  const path = join(folder.path, 'model.json');
  const before = JSON.parse(await readFile(path, 'utf8')) as { latent: object };
  const slot = new ModelSlot(cache.path);
  try {
    slot.take(await slot.load(folder.path, undefined, 'cpu'));
    const { latentSize, hash } = slot.required;
    const names = Array.from({ length: latentSize }, (_, d) => (d === 0 ? 'slant' : ''));
    await expect(slot.saveNames(names.slice(1), 'cpu')).rejects.toThrow(/Expected \d+ names/);
    expect(await slot.saveNames(names, 'cpu')).toBe(path);
    expect(slot.required.json.latent.names).toEqual(names);
    expect(slot.required.hash).toBe(hash);
    const after = JSON.parse(await readFile(path, 'utf8')) as { latent: object };
    expect(after).toMatchObject({ ...before, latent: { ...before.latent, names } });
  } finally {
    await slot.close();
  }
});
