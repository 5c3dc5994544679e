import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_CODE } from '../../../protocol/columns.ts';
import { rowsOfRanges } from '../../../protocol/rowRanges.ts';
import { naturalOrder } from '../../images/naturalOrder.ts';
import { Random } from '../../random/Random.ts';
import { CollectionStore } from '../CollectionStore.ts';
import { CollectionWriter } from '../CollectionWriter.ts';
import { numberedBatch, numberedImage, numbersFrom, START } from '../testing/numberedImages.ts';
import { CollectionQueries } from './CollectionQueries.ts';
import { orderOfTexts } from './orderOfTexts.ts';
import { orderOfCategories, orderOfNumbers, pageOf } from './sortOrder.ts';
import { Turns } from './Turns.ts';

const COUNT = 100_000;
const random = new Random('queries');

/** A plain sort by the same rules. */
function plainOrder(
  count: number,
  isKnown: (row: number) => boolean,
  compare: (a: number, b: number) => number,
) {
  const rows = Array.from({ length: count }, (_, row) => row);
  const known = rows.filter(isKnown).sort((a, b) => compare(a, b) || a - b);
  return { rows: Uint32Array.from([...known, ...rows.filter((row) => !isKnown(row))]), known: known.length };
}

test.each<[string, () => number]>([
  ['normal numbers', () => random.normal()],
  ['whole numbers with many alike', () => random.below(50) - 25],
  ['numbers of all sizes', () => (random.uniform() - 0.5) * 10 ** random.uniform(-300, 300)],
  ['zeros of both signs', () => random.pick([0, -0, 1, -1])],
  ['nothing', () => NaN],
  ['times', () => 1.7e12 + random.below(1e9)],
])('the order of %s is that of a plain sort', async (_, draw) => {
  const values = Float64Array.from({ length: COUNT }, () => (random.below(9) === 0 ? NaN : draw()));
  const order = await orderOfNumbers(values);
  const plain = plainOrder(
    COUNT,
    (row) => !Number.isNaN(values[row]),
    (a, b) => values[a]! - values[b]!,
  );
  expect(order.known).toBe(plain.known);
  expect(order.rows.join()).toBe(plain.rows.join());
});

test('categories are in the natural order of their names, whatever their codes', async () => {
  const names = ['b10', 'a', 'b2', 'C'];
  const codes = Uint16Array.from({ length: COUNT }, () => random.pick([0, 1, 2, 3, NO_CODE]));
  const { rows, known } = await orderOfCategories(codes, names);
  const plain = plainOrder(
    COUNT,
    (row) => codes[row] !== NO_CODE,
    (a, b) => naturalOrder(names[codes[a]!]!, names[codes[b]!]!),
  );
  expect([known, rows.join()]).toEqual([plain.known, plain.rows.join()]);
});

test('texts are in the order in which people read them', async () => {
  const words = ['Zebra', 'image 10', 'image 2', 'émile', 'Emil', 'ÉMILE', 'a', '', 'image 2 b', 'Ω'];
  const texts = Array.from({ length: 20_000 }, () => random.pick(words) + random.pick(['', '', ' 7', ' 12']));
  texts.forEach((text, row) => {
    if (text.startsWith(' ')) texts[row] = '';
  });
  const { rows, known } = await orderOfTexts(texts.length, (from, to) => texts.slice(from, to));
  const base = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const plain = plainOrder(
    texts.length,
    (row) => texts[row] !== '',
    (a, b) => base.compare(texts[a]!, texts[b]!),
  );
  expect(known).toBe(plain.known);
  expect(Array.from(rows, (row) => texts[row])).toEqual(Array.from(plain.rows, (row) => texts[row]));
  expect(rows.join()).toBe(plain.rows.join());
});

test('a page passes over what is left out, with missing values last in both directions', async () => {
  const values = Float64Array.of(5, NaN, 1, 3, NaN, 4, 2);
  const order = await orderOfNumbers(values);
  const leftOut = Uint8Array.of(0, 0, 0, 1, 0, 0, 0);
  expect(await pageOf(order, 'ascending', 0, 10, null)).toEqual([2, 6, 3, 5, 0, 1, 4]);
  expect(await pageOf(order, 'descending', 0, 10, null)).toEqual([0, 5, 3, 6, 2, 1, 4]);
  expect(await pageOf(order, 'ascending', 1, 3, leftOut)).toEqual([6, 5, 0]);
  expect(await pageOf(order, 'descending', 4, 3, leftOut)).toEqual([1, 4]);
  expect(await pageOf(order, 'ascending', 9, 3, null)).toEqual([]);
});

test('work in slices lets everything else have its turn', async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 0);
  const slices = new Turns();
  const untilMs = performance.now() + 120;
  await slices
    .forRows(2 ** 40, () => {
      const busyMs = performance.now() + 1;
      while (performance.now() < busyMs);
      if (performance.now() > untilMs) throw new Error('done');
    })
    .catch(() => {});
  clearInterval(timer);
  expect(turns).toBeGreaterThan(5);
});

let folder: string;
let store: CollectionStore;
let writer: CollectionWriter;
const ROWS = 5000;
const caption = (n: number) => (n % 10 === 3 ? `Ein Übermaß, Nr. ${n}` : `a photograph of number ${n}`);
const image = (n: number) =>
  numberedImage(n, {
    name: n === 4000 ? 'Naïve/ÎLE.png' : `folder ${n % 3}/${n}.png`,
    metadata: { caption: caption(n), score: String(n % 100), odd: n % 2 ? 'yes' : 'no' },
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queries-'));
  writer = await CollectionWriter.create(folder, START);
  const images = numbersFrom(0, ROWS).map(image);
  writer.applySync(writer.syncPlan({ images, unreadable: [] }));
  for (let from = 0; from < ROWS; from += 700) {
    writer.appendBatch(numberedBatch(numbersFrom(from, Math.min(700, ROWS - from)), image));
  }
  store = await CollectionStore.open(folder);
});
afterEach(async () => {
  await store.close();
  await writer.close();
  await rm(folder, { recursive: true, force: true });
});

test.each<[string, (n: number) => boolean]>([
  ['4711', (n) => n === 4711],
  ['PHOTOGRAPH', (n) => n % 10 !== 3],
  ['ubermass', () => false],
  ['übermaß nr', (n) => n % 10 === 3],
  ['UBERMAß', (n) => n % 10 === 3],
  ['u\u0308bermaß', (n) => n % 10 === 3],
  ['naive ile', (n) => n === 4000],
  ['1.png number', (n) => String(n).endsWith('1') && n !== 4000],
  ['folder 1', (n) => n !== 4000 && (n % 3 === 1 || String(n).includes('1') || caption(n).includes('1'))],
  ['nowhere', () => false],
  ['  ', () => true],
])('searching for %j finds what has every word', async (query, has) => {
  const found = await new CollectionQueries(store).search(query);
  expect(rowsOfRanges(found).join()).toBe(numbersFrom(0, ROWS).filter(has).join());
});

test('a note is found as soon as it is written, and no row that is gone', async () => {
  const queries = new CollectionQueries(store);
  await store.setNote(511, 'last of its block');
  await store.setNote(512, 'first of its block');
  expect(await queries.search('of its block')).toEqual([[511, 513]]);
  const images = numbersFrom(0, ROWS)
    .filter((n) => n !== 512)
    .map(image);
  writer.applySync(writer.syncPlan({ images, unreadable: [] }));
  expect(await queries.search('of its block')).toEqual([[511, 512]]);
});

test('filters, histograms and pages are of the columns as they are now', async () => {
  const queries = new CollectionQueries(store);
  const leftOut = await queries.leftOut({
    score: { kind: 'range', min: 10, max: 19.5, hideMissing: true },
    label: { kind: 'categories', hidden: ['class 0', 'class 1'], hideMissing: false },
    odd: { kind: 'categories', hidden: ['no'], hideMissing: false },
  });
  const isShown = (n: number) => n % 100 >= 10 && n % 100 <= 19 && n % 7 > 1 && n % 2 === 1;
  const shown = numbersFrom(0, ROWS).filter(isShown);
  expect(numbersFrom(0, ROWS).filter((row) => !leftOut[row])).toEqual(shown);

  const options = { direction: 'descending', offset: 5, limit: 20, leftOut } as const;
  const sorted = shown.toSorted((a, b) => (b % 100) - (a % 100) || b - a);
  expect(await queries.sortedPage('score', options)).toEqual(sorted.slice(5, 25));
  expect(await queries.sortedPage(null, { direction: 'ascending', offset: 0, limit: 3 })).toEqual([0, 3, 6]);
  expect(await queries.sortedPage('odd', { direction: 'descending', offset: 0, limit: 1 })).toEqual([4999]);

  const counts = await queries.histogram('score', { bins: 99, groupBy: 'label', leftOut });
  expect(counts).toHaveLength(8);
  expect(counts[3]![11]).toBe(shown.filter((n) => n % 7 === 3 && n % 100 === 11).length);
  expect(counts.flatMap((row) => [...row]).reduce((sum, count) => sum + count)).toBe(shown.length);

  // Values change, rows come: what was loaded is not what is asked.
  await store.writeColumn({ name: 'x', type: 'number', origin: 'operation' }, [7, 8], [2, 1]);
  const page = { direction: 'ascending', offset: 0, limit: 2 } as const;
  expect(await queries.sortedPage('x', page)).toEqual([8, 7]);
  await store.writeColumn({ name: 'x', type: 'number', origin: 'operation' }, [9], [0]);
  expect(await queries.sortedPage('x', page)).toEqual([9, 8]);
  writer.appendBatch(numberedBatch([ROWS], image));
  expect((await queries.columns.get('score')).count).toBe(ROWS + 1);
  expect(await queries.leftOut({})).toHaveLength(ROWS + 1);

  await expect(queries.histogram('label', { bins: 3 })).rejects.toThrow('of type category');
  await expect(queries.histogram('score', { bins: 3, groupBy: 'x' })).rejects.toThrow(
    '"x" is of type number',
  );
  await expect(queries.columns.get('caption')).rejects.toThrow('holds texts');
});

test('the nearest rows come first, as of now', async () => {
  const queries = new CollectionQueries(store);
  const z = (await store.latentsOf([40])).slice();
  const { order, distances } = await queries.nearestFirst(z);
  // z of image n is n · [1, −1, ½]: as far as the numbers are apart, 1.5 each.
  expect([...order.rows.subarray(0, 5)]).toEqual([40, 39, 41, 38, 42]);
  expect(distances[42]).toBeCloseTo(3, 5);
  expect(order.known).toBe(ROWS);
  writer.appendBatch(numberedBatch([ROWS], image));
  expect((await queries.nearestFirst(z)).distances).toHaveLength(ROWS + 1);
  await expect(queries.order('nothing')).rejects.toThrow('no column "nothing"');
});
