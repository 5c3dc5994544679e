import { mkdtemp, readdir, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyDocument, type HourglassDocument } from '../../protocol/document.ts';
import type { EngineError } from '../../protocol/EngineError.ts';
import { Documents } from './Documents.ts';

let folder: string;
let told: EngineError[];
let documents: Documents;

const named = (name: string): HourglassDocument => ({
  ...emptyDocument('label'),
  dimensionNames: { 0: name },
});

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'hourglass-documents-')), 'documents');
  told = [];
  documents = new Documents(folder, (error) => told.push(error));
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

test('a document is kept by collection, whatever its opening is called, and read again', async () => {
  expect(await documents.load('abc-1')).toBeNull();
  await documents.save('abc-1', named('slant'));
  await documents.save('def-1', named('width'));
  expect(await new Documents(folder, () => {}).load('abc-2')).toEqual(named('slant'));
  expect((await readdir(folder)).toSorted()).toEqual(['abc.json', 'def.json']);
});

test('of many saves at once the last is what stays, and a load after them reads it', async () => {
  const saves = Array.from({ length: 20 }, (_, at) => documents.save('abc', named(`name ${at}`)));
  expect(await documents.load('abc')).toEqual(named('name 19'));
  await Promise.all(saves);
  await documents.settled();
  expect(JSON.parse(await readFile(join(folder, 'abc.json'), 'utf8'))).toEqual(named('name 19'));
});

test.each([
  ['cut short', '{"format": 1, "poi'],
  ['of another shape', JSON.stringify({ ...emptyDocument(null), points: 'many' })],
])('a file %s is put aside with a word, and is not written over', async (_, text) => {
  await mkdir(folder);
  await writeFile(join(folder, 'abc.json'), text);
  expect(await documents.load('abc')).toBeNull();
  expect(told[0]?.message).toMatch(/could not be read.*kept as/);
  await documents.save('abc', named('new'));
  const aside = (await readdir(folder)).find((name) => name.startsWith('abc.damaged-'));
  expect(await readFile(join(folder, aside!), 'utf8')).toBe(text);
});

test('a document that is replaced stays beside the new one', async () => {
  await documents.save('abc', named('mine'));
  await documents.replace('abc-1', named('from a file'));
  expect(await documents.load('abc')).toEqual(named('from a file'));
  const aside = (await readdir(folder)).find((name) => name.startsWith('abc.before-'));
  expect(JSON.parse(await readFile(join(folder, aside!), 'utf8'))).toEqual(named('mine'));
});

test('a name that leaves the folder is refused', () => {
  expect(() => documents.load('../session')).toThrow('There is no collection');
});
