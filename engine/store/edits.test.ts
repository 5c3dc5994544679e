import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_CODE, type ColumnValue } from '../../protocol/columns.ts';
import { rangesOfRows, type RowRanges } from '../../protocol/rowRanges.ts';
import { Random } from '../random/Random.ts';
import { CollectionStore } from './CollectionStore.ts';
import { CollectionWriter } from './CollectionWriter.ts';
import type { ColumnDefinition } from './columns/ColumnTable.ts';
import { numberedBatch, numberedImage, numbersFrom, START } from './testing/numberedImages.ts';

const ROWS = 9000;
let folder: string;
let store: CollectionStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edits-'));
  const writer = await CollectionWriter.create(folder, START);
  writer.appendBatch(numberedBatch(numbersFrom(0, ROWS), (n) => numberedImage(n, { label: null })));
  await writer.close();
  store = await CollectionStore.open(folder);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const values = (name: string) => [...store.columnValues(name, 0, ROWS).values];
const info = (name: string) => store.columns().find((column) => column.name === name);

test('a tag is a column of its own, and says which rows it changed', async () => {
  expect(
    await store.setTag(
      'odd',
      [
        [1, 3],
        [4090, 4100],
      ],
      true,
    ),
  ).toEqual({
    changed: [
      [1, 3],
      [4090, 4100],
    ],
    isNew: true,
  });
  expect(
    await store.setTag(
      'odd',
      [
        [0, 2],
        [8999, 9000],
      ],
      true,
    ),
  ).toEqual({
    changed: [
      [0, 1],
      [8999, 9000],
    ],
    isNew: false,
  });
  expect(info('odd')).toMatchObject({
    type: 'flag',
    origin: 'person',
    known: 14,
    range: null,
    categories: [],
  });
  const before = info('odd')!.version;
  expect(await store.setTag('odd', [[0, 1]], true)).toEqual({ changed: [], isNew: false });
  expect(info('odd')!.version).toBe(before);
  expect(await store.setTag('odd', [[2, 4095]], false)).toEqual({
    changed: [
      [2, 3],
      [4090, 4095],
    ],
    isNew: false,
  });
  expect(info('odd')!.version).toBeGreaterThan(before);
  const rows = values('odd').flatMap((value, row) => (value === 1 ? [row] : []));
  expect(rows).toEqual([0, 1, 4095, 4096, 4097, 4098, 4099, 8999]);
  // What is not tagged is not unknown.
  expect(values('odd')).not.toContain(NO_CODE);
  expect(await store.setTag('none', [[0, 5]], false)).toEqual({ changed: [], isNew: false });
  expect(info('none')).toBeUndefined();
});

test('undone in reverse, any tagging leaves what was before', async () => {
  const random = new Random('tags');
  const names = ['a', 'b', 'c'];
  const snapshot = () => names.map((name) => (info(name) ? values(name).join('') : null));
  const history: { before: ReturnType<typeof snapshot>; undo: () => Promise<unknown> }[] = [];
  for (let edit = 0; edit < 60; edit++) {
    const before = snapshot();
    const name = random.pick(names);
    if (random.below(8) === 0 && info(name)) {
      const { removed } = await store.removeTag(name);
      history.push({ before, undo: () => store.setTag(name, removed, true) });
      continue;
    }
    const from = random.below(ROWS);
    const ranges: RowRanges = [[from, Math.min(ROWS, from + 1 + random.below(5000))]];
    const on = random.below(2) === 1;
    const { changed, isNew } = await store.setTag(name, ranges, on);
    history.push({
      before,
      undo: () => (isNew ? store.removeTag(name) : store.setTag(name, changed, !on)),
    });
  }
  for (const { before, undo } of history.reverse()) {
    await undo();
    // A tag that was removed when no row had it needs no undoing that can be seen.
    expect(snapshot().map((all) => all ?? '0'.repeat(ROWS))).toEqual(
      before.map((all) => all ?? '0'.repeat(ROWS)),
    );
  }
});

test('a tag is renamed and removed, and names are taken once', async () => {
  await store.setTag('a', [[5, 7]], true);
  await store.setTag('b', [[1, 2]], true);
  await store.writeColumn({ name: 'mse', type: 'number', origin: 'operation' }, [0], [1]);
  await expect(store.renameTag('a', 'b')).rejects.toThrow('There is a tag "b" already');
  await expect(store.renameTag('a', 'mse')).rejects.toThrow('"mse" already, which is no tag');
  await expect(store.setTag('mse', [[0, 1]], true)).rejects.toThrow('choose another name for the tag');
  await expect(store.setTag(' ', [[0, 1]], true)).rejects.toThrow('needs a name');
  await expect(store.setTag('a', [[8999, 9001]], true)).rejects.toThrow('within the 9000');
  await expect(store.removeTag('c')).rejects.toThrow('no tag "c"');
  await store.renameTag('a', 'c');
  expect(info('a')).toBeUndefined();
  const { version } = info('c')!;
  expect(await store.removeTag('c')).toEqual({ removed: [[5, 7]] });
  expect(info('c')).toBeUndefined();
  // One of the same name is not mistaken for the one that was.
  await store.setTag('c', [[0, 1]], true);
  expect(info('c')!.version).toBeGreaterThan(version);
  expect(values('c').indexOf(1)).toBe(0);
});

test('a note gives back what it replaces', async () => {
  expect(await store.setNote(600, 'blurred\nand dark')).toBe('');
  expect(await store.setNote(600, 'fine')).toBe('blurred\nand dark');
  expect(await store.setNote(1023, 'é \u0000 猫')).toBe('');
  expect(info('note')).toMatchObject({ type: 'text', origin: 'person', known: 2 });
  expect(store.columnValues('note', 598, 602).values).toEqual(['', '', 'fine', '']);
  expect(store.rowDetails(1023).values).toEqual({ note: 'é   猫' });
  expect(await store.setNote(600, '')).toBe('fine');
  expect(info('note')!.known).toBe(1);
  await expect(store.setNote(ROWS, 'x')).rejects.toThrow('within the 9000');
});

test.each<[ColumnDefinition['type'], ColumnValue[], unknown[]]>([
  ['number', [1.5, null, Infinity, -2], [1.5, NaN, NaN, -2]],
  ['date', [Date.UTC(2024, 1, 1), null, NaN, 0], [Date.UTC(2024, 1, 1), NaN, NaN, 0]],
  ['flag', [true, false, null, true], [1, 0, NO_CODE, 1]],
  ['category', ['b', 'a', null, 'b'], [0, 1, NO_CODE, 0]],
  ['text', ['x', '', null, 'y'], ['x', '', '', 'y']],
])('an operation writes a column of type %s, some rows at a time', async (type, written, read) => {
  const definition: ColumnDefinition = {
    name: 'score',
    type,
    origin: 'operation',
    words: 'A score.',
    unit: 'dB',
  };
  expect(await store.writeColumn(definition, [4094, 4095], written.slice(0, 2))).toBe('score');
  expect(await store.writeColumn(definition, [4096, 4097], written.slice(2))).toBe('score');
  expect([...store.columnValues('score', 4094, 4098).values]).toEqual(read);
  expect(info('score')).toMatchObject({ type, words: 'A score.', unit: 'dB', origin: 'operation' });
  // Written again, the later value counts.
  const before = info('score')!;
  await store.writeColumn(definition, [4097], [null]);
  expect(info('score')!.known).toBe(before.known - 1);
  expect(info('score')!.version).toBeGreaterThan(before.version);
  await store.removeColumn('score');
  expect(store.columns()).toEqual([]);
  await expect(store.removeColumn('score')).rejects.toThrow('There is no column "score"');
});

test('a column that is computed anew starts empty, whatever it was, and keeps its name', async () => {
  const definition: ColumnDefinition = { name: 'cluster', type: 'category', origin: 'operation' };
  await store.writeColumn(definition, [0, 1], ['a', 'b']);
  const { version } = info('cluster')!;
  await expect(store.writeColumn({ ...definition, type: 'number' }, [0], [1])).rejects.toThrow(
    'start it anew',
  );
  await expect(store.writeColumn(definition, [0], [1])).rejects.toThrow('of type category; got the value 1');
  await expect(store.writeColumn(definition, [0], [])).rejects.toThrow('expected a value for each of 1 rows');
  expect(await store.startColumn({ ...definition, type: 'number', words: 'New.' })).toBe('cluster');
  expect(info('cluster')).toMatchObject({ type: 'number', known: 0, words: 'New.', categories: [] });
  expect(info('cluster')!.version).toBeGreaterThan(version);
  // Names that people gave stay theirs.
  await store.setTag('mse', [[0, 1]], true);
  expect(await store.startColumn({ ...definition, name: 'mse' })).toBe('mse 2');
  expect(await store.writeColumn({ ...definition, name: 'mse' }, [3], ['x'])).toBe('mse 2');
  expect(await store.writeColumn({ ...definition, name: 'note' }, [3], ['x'])).toBe('note 2');
  await store.setNote(3, 'mine');
  expect(store.rowDetails(3).values).toMatchObject({ 'mse 2': 'x', 'note 2': 'x', note: 'mine', mse: false });
});

test('an edit that fails half-way changes nothing, names of categories included', async () => {
  const definition: ColumnDefinition = { name: 'cluster', type: 'category', origin: 'operation' };
  await store.writeColumn(definition, [0], ['a']);
  const before = store.columns();
  await expect(store.writeColumn(definition, [1, 2], ['b', 5])).rejects.toThrow('got the value 5');
  expect(store.columns()).toEqual(before);
  await store.writeColumn(definition, [1], ['c']);
  expect(info('cluster')!.categories).toEqual([
    { name: 'a', count: 1 },
    { name: 'c', count: 1 },
  ]);
});

test('while another process writes, an edit waits and the engine does not', async () => {
  const other = new DatabaseSync(join(folder, 'collection.sqlite'));
  other.exec('BEGIN IMMEDIATE');
  const edit = store.setTag('a', rangesOfRows([1]), true);
  let longestMs = 0;
  for (let turn = 0, last = performance.now(); turn < 10; turn++) {
    await setTimeout(10);
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
    expect(store.columns()).toEqual([]);
  }
  other.exec('COMMIT');
  expect(await edit).toMatchObject({ changed: [[1, 2]] });
  expect(longestMs).toBeLessThan(1000);
  other.close();
});

test('two processes that know a column do not take each other’s categories for their own', async () => {
  const definition: ColumnDefinition = { name: 'cluster', type: 'category', origin: 'operation' };
  const other = await CollectionStore.open(folder);
  await store.writeColumn(definition, [0], ['a']);
  await other.writeColumn(definition, [1], ['b']);
  await store.writeColumn(definition, [2], ['c']);
  await other.setTag('seen', [[0, 1]], true);
  await other.writeColumn(definition, [3], ['c']);
  expect(values('cluster').slice(0, 5)).toEqual([0, 1, 2, 2, NO_CODE]);
  expect(info('cluster')!.categories.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  await other.close();
});

test('the log of many edits is written back while they go on', async () => {
  const logBytes = () => statSync(join(folder, 'collection.sqlite-wal')).size;
  let largest = 0;
  let edit = 0;
  for (; logBytes() >= largest; edit++) {
    largest = logBytes();
    await store.setTag('a', [[0, ROWS]], edit % 2 === 0);
  }
  expect(largest).toBeGreaterThan(8 * 1024 * 1024);
  expect(largest).toBeLessThan(64 * 1024 * 1024);
  await store.setNote(0, 'a');
  expect(info('a')!.known).toBe(edit % 2 === 0 ? 0 : ROWS);
  const again = await CollectionStore.open(folder, { readOnly: true });
  expect(again.columns()).toEqual(store.columns());
  await again.close();
});
