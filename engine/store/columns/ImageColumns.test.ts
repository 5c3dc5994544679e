import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_CODE } from '../../../protocol/columns.ts';
import type { ImageSource } from '../../images/ImageSource.ts';
import { CollectionStore } from '../CollectionStore.ts';
import { CollectionWriter } from '../CollectionWriter.ts';
import { numberedBatch, numberedImage, numbersFrom, START } from '../testing/numberedImages.ts';

let folder: string;
let writer: CollectionWriter;
let store: CollectionStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'columns-'));
  writer = await CollectionWriter.create(folder, START);
  store = await CollectionStore.open(folder);
});
afterEach(async () => {
  await store.close();
  await writer.close();
  await rm(folder, { recursive: true, force: true });
});

type Facts = Record<string, string> & { label?: string };

/** Images with these metadata, image 0 on. */
function imagesOf(facts: readonly (Facts | null)[]): ImageSource[] {
  return facts.flatMap((given, number) => {
    if (given === null) return [];
    const { label = null, ...metadata } = given;
    return numberedImage(number, { label, metadata });
  });
}

/** Finds images as a search would, and encodes what is new. */
function sync(facts: readonly (Facts | null)[], batchSize = 1000): void {
  const images = imagesOf(facts);
  const plan = writer.syncPlan({ images, unreadable: [] });
  writer.applySync(plan);
  for (let from = 0; from < plan.added.length; from += batchSize) {
    const added = plan.added.slice(from, from + batchSize);
    const numbers = added.map(({ path }) => Number.parseInt(path.split('/').at(-1)!));
    writer.appendBatch({ ...numberedBatch(numbers), sources: added });
  }
}

const values = (name: string) => [...store.columnValues(name, 0, store.cursor.rows).values];
const info = (name: string) => store.columns().find((column) => column.name === name);

test('metadata becomes columns of the types that it has, however small the batches', () => {
  const facts = [
    { label: 'cat', iso: '100', camera: 'A', taken: '2024-01-02', caption: 'a cat', blurred: 'no' },
    { label: 'dog', iso: '', camera: 'B', taken: '2024-01-03T12:00Z', caption: 'a dog', blurred: 'yes' },
    { label: 'cat', iso: '1.5', camera: 'A', taken: '', caption: '', blurred: '' },
    { iso: '400', camera: 'B', taken: '2023-01-01', caption: 'naïve "猫"', blurred: 'yes' },
  ];
  sync(facts as Facts[], 1);
  expect(store.columns()).toEqual([
    {
      ...{ name: 'label', type: 'category', origin: 'images', unit: '', known: 3, range: null },
      words: 'The sub-folder an image lies in, or its label in a metadata file.',
      version: expect.any(Number),
      categories: [
        { name: 'cat', count: 2 },
        { name: 'dog', count: 1 },
      ],
    },
    expect.objectContaining({ name: 'iso', type: 'number', known: 3, range: [1.5, 400], origin: 'metadata' }),
    expect.objectContaining({
      name: 'camera',
      type: 'category',
      known: 4,
      categories: [
        { name: 'A', count: 2 },
        { name: 'B', count: 2 },
      ],
    }),
    expect.objectContaining({ name: 'taken', type: 'date', known: 3 }),
    expect.objectContaining({ name: 'caption', type: 'text', known: 3, range: null, categories: [] }),
    expect.objectContaining({ name: 'blurred', type: 'flag', known: 2, range: null, categories: [] }),
  ]);
  expect(values('label')).toEqual([0, 1, 0, NO_CODE]);
  expect(values('iso')).toEqual([100, NaN, 1.5, 400]);
  expect(values('taken')).toEqual([
    Date.UTC(2024, 0, 2),
    Date.UTC(2024, 0, 3, 12),
    NaN,
    Date.UTC(2023, 0, 1),
  ]);
  expect(info('taken')!.range).toEqual([Date.UTC(2023, 0, 1), Date.UTC(2024, 0, 3, 12)]);
  expect(values('caption')).toEqual(['a cat', 'a dog', '', 'naïve "猫"']);
  expect(values('blurred')).toEqual([0, 1, NO_CODE, 1]);
  expect(store.rowDetails(3).values).toEqual({
    ...{ label: null, iso: 400, camera: 'B', taken: Date.UTC(2023, 0, 1) },
    ...{ caption: 'naïve "猫"', blurred: true },
  });
});

test('what metadata changes is written again, and nothing else; its version tells', () => {
  sync([{ iso: '1', label: 'cat' }, { iso: '2', label: 'dog' }, { iso: '3' }]);
  const before = info('iso')!.version;
  sync([{ iso: '1', label: 'cat' }, { iso: '2', label: 'dog' }, { iso: '3' }, { iso: '9' }]);
  // Rows that come change no value that was there.
  expect(info('iso')).toMatchObject({ version: before, known: 4, range: [1, 9] });
  expect(store.cursor.revision).toBe(0);
  sync([{ label: 'cat' }, { iso: '2', label: 'bird' }, { iso: '3' }, { iso: '4' }]);
  expect(info('iso')!.version).toBeGreaterThan(before);
  expect(store.cursor.revision).toBe(1);
  expect(values('iso')).toEqual([NaN, 2, 3, 4]);
  expect(info('iso')).toMatchObject({ known: 3, range: [2, 4] });
  // Codes stay what they are, also those that no row has any more.
  expect(values('label')).toEqual([0, 2, NO_CODE, NO_CODE]);
  expect(info('label')!.categories).toEqual([
    { name: 'cat', count: 1 },
    { name: 'dog', count: 0 },
    { name: 'bird', count: 1 },
  ]);
});

test('images that are gone count for nothing, and keep their values until they are back', async () => {
  const facts = numbersFrom(0, 5000).map((n) => ({
    n: String(n),
    c: `c${n % 3}`,
    t: `text ${n}`,
    label: 'a',
  }));
  sync(facts);
  await store.setTag('seen', [[4990, 5000]], true);
  const all = store.columns();
  sync(facts.map((given, number) => (number >= 10 && number < 4998 ? given : null)));
  expect(store.cursor).toMatchObject({ rows: 5000, gone: 12 });
  expect(info('n')).toMatchObject({ known: 4988, range: [10, 4997] });
  expect(info('c')!.categories.map(({ count }) => count)).toEqual([1662, 1663, 1663]);
  expect(info('t')).toMatchObject({ known: 4988 });
  expect(info('seen')).toMatchObject({ known: 8 });
  expect(values('n')[4999]).toBe(4999);
  expect(store.rowDetails(4999)).toMatchObject({ isGone: true, values: { seen: true, t: 'text 4999' } });
  sync(facts);
  expect(store.cursor).toMatchObject({ rows: 5000, gone: 0 });
  expect(store.columns()).toEqual(all);
});

test('a cell that its column cannot hold makes it one that can, as the metadata says it', () => {
  const rows: Facts[] = [
    { n: '1.50', d: '2024-01-02', f: 'yes', gone: '7.0' },
    { n: '2.50', d: '2024-01-02', f: 'no', gone: '8' },
    { n: '2.50', d: '2024-01-02', f: 'no', gone: '9' },
  ];
  sync(rows);
  const before = store.columns();
  expect(before.map(({ type }) => type)).toEqual(['number', 'date', 'flag', 'number']);
  sync([null, rows[1]!, rows[2]!, { n: 'big', d: 'unknown', f: 'no', gone: 'x' }]);
  const after = store.columns();
  expect(after.map(({ name, type }) => `${name} ${type}`).sort()).toEqual([
    'd category',
    'f flag',
    'gone text',
    'n text',
  ]);
  // The row that is gone was not found: its values are as they were understood.
  expect(values('n')).toEqual(['1.5', '2.50', '2.50', 'big']);
  expect(values('gone')).toEqual(['7', '8', '9', 'x']);
  expect(values('f')).toEqual([1, 0, 0, 0]);
  for (const { name, version } of after) {
    if (name !== 'f') expect(version).toBeGreaterThan(before.find((one) => one.name === name)!.version);
  }
});

test('a category takes new names; with more than its codes it becomes text', () => {
  const known = numbersFrom(0, 1000).map((n) => ({ c: `c${n % 400}` }));
  sync(known);
  expect(info('c')!.type).toBe('category');
  sync([...known, ...numbersFrom(0, 66_000).map((n) => ({ c: `d${n}` }))]);
  expect(info('c')).toMatchObject({ type: 'text', known: 67_000 });
  expect(values('c').slice(998, 1002)).toEqual(['c198', 'c199', 'd0', 'd1']);
});

test('labels beyond the codes are none', () => {
  sync(numbersFrom(0, NO_CODE + 2).map((n) => ({ label: `label ${n}` })));
  const codes = values('label');
  expect(codes.slice(NO_CODE - 1)).toEqual([NO_CODE - 1, NO_CODE, NO_CODE]);
  expect(info('label')!.categories).toHaveLength(NO_CODE);
  expect(info('label')!.known).toBe(NO_CODE);
});

test('metadata columns that are called like others get another name', async () => {
  await store.writeColumn({ name: 'mse', type: 'number', origin: 'operation' }, [], []);
  sync([
    { label: 'a', note: 'mine', mse: '1', __proto__: 'x' } as Facts,
    { note: 'mine', mse: '2' } as Facts,
  ]);
  expect(store.columns().map(({ name }) => name)).toEqual(['mse', 'label', 'note 2', 'mse 2']);
  expect(values('mse 2')).toEqual([1, 2]);
  await expect(store.removeColumn('mse 2')).rejects.toThrow('comes with the images');
  expect(values('mse')).toEqual([NaN, NaN]);
});
