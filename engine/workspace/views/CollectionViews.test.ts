import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BASE_VIEW, chartOf, projectRows } from '../../../protocol/projection.ts';
import { Random } from '../../random/Random.ts';
import { CollectionStore } from '../../store/CollectionStore.ts';
import { CollectionWriter } from '../../store/CollectionWriter.ts';
import { numberedImage, numberedTiles, numbersFrom, START } from '../../store/testing/numberedImages.ts';
import { OpenCollection } from '../OpenCollection.ts';

const D = 6;
const COUNT = 120;
let folder: string;
let writer: CollectionWriter;
const random = new Random(3, 1);
const latentsOf = (numbers: readonly number[]) =>
  Float32Array.from({ length: numbers.length * D }, () => random.normal());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-views-'));
  writer = await CollectionWriter.create(join(folder, 'store'), { ...START, latentSize: D });
  append(numbersFrom(0, COUNT));
});
afterEach(async () => {
  await writer.close();
  await rm(folder, { recursive: true, force: true });
});

function append(numbers: readonly number[], latents = latentsOf(numbers)): void {
  const sources = numbers.map((number) => numberedImage(number));
  writer.appendBatch({ sources, latents, tiles: numberedTiles(numbers) });
}

async function open() {
  const store = await CollectionStore.open(join(folder, 'store'));
  const collection = new OpenCollection('id', store, {
    ...{ samplesOf: null, latentNames: undefined, projection: null, drawnBy: null },
    keepProjection: () => Promise.resolve(),
    viewsFolder: join(folder, 'views'),
  });
  const shown: string[] = [];
  collection.attach({
    onCollection: () => {},
    onProjection: ({ id, version }) => void shown.push(`${id} ${version}`),
    onFailure: (error) => {
      throw error;
    },
  });
  await collection.refit();
  await collection.views.load();
  return { collection, views: collection.views, shown };
}

const JOB = '6f9619ff-8b86-d011-b42d-00cf4fc964ff';
const UMAP = { method: 'umap', dims: 3, title: 'UMAP', words: 'UMAP' } as const;
const rows = Uint32Array.from({ length: COUNT }, (_, row) => row);
const places = (shift = 0) => Float32Array.from({ length: 3 * COUNT }, (_, at) => Math.sin(at) + shift);

test('a view along axes is shown, kept, and there again at the next opening', async () => {
  const { collection, views, shown } = await open();
  const before = views.shown!.version;
  const id = await views.addAxes([
    { kind: 'dimension', index: 4 },
    { kind: 'component', index: 0 },
  ]);
  expect(views.shown).toMatchObject({ id, kind: 'axes', dims: 2, title: 'z5 · PC 1' });
  expect(views.shown!.version).toBeGreaterThan(before);
  expect(shown.at(-1)).toBe(`${id} ${views.shown!.version}`);
  const z = await collection.store.latents(0, COUNT);
  const { positions } = await collection.positions(0, COUNT);
  expect(positions).toEqual(projectRows(chartOf(views.shown)!, z, COUNT));
  expect(positions[3 * 7]).toBeCloseTo(z[7 * D + 4]!, 5);
  await expect(
    views.addAxes([
      { kind: 'dimension', index: 0 },
      { kind: 'dimension', index: 0 },
    ]),
  ).rejects.toThrow(/do not span/);
  expect(views.kept).toHaveLength(1);
  await collection.close();

  const again = await open();
  expect(again.views.shown).toMatchObject({ id, title: 'z5 · PC 1' });
  expect((await again.collection.positions(0, COUNT)).positions).toEqual(positions);
  await again.views.show(BASE_VIEW);
  await again.collection.close();
  const third = await open();
  expect(third.views.shown?.id).toBe(BASE_VIEW);
  expect(third.views.kept.map((view) => view.id)).toEqual([id]);
  await third.collection.close();
});

test('a curved view is shown from its first places on, refined, kept and found again', async () => {
  const { collection, views } = await open();
  views.begin(JOB, UMAP);
  expect(views.shown?.id).toBe(BASE_VIEW);
  await views.refine(JOB, rows, places());
  expect(views.shown).toMatchObject({ id: JOB, kind: 'curved', isRefining: true, title: 'UMAP' });
  const first = views.shown!.version;
  await views.refine(JOB, rows, places(1));
  expect(views.shown!.version).toBeGreaterThan(first);
  expect((await collection.positions(0, COUNT)).positions).toEqual(places(1));
  expect(views.kept).toEqual([]);
  await views.end(JOB, 'UMAP, seed 1');
  expect(views.shown).toMatchObject({ id: JOB, isRefining: false });
  expect(views.kept).toEqual([{ id: JOB, title: 'UMAP', dims: 3, kind: 'umap', words: 'UMAP, seed 1' }]);
  await collection.close();

  const again = await open();
  expect(again.views.shown).toMatchObject({ id: JOB, kind: 'curved' });
  expect((await again.collection.positions(0, COUNT)).positions).toEqual(places(1));
  await again.collection.close();
});

test('one that is cancelled leaves what was there, and the look at another is not taken away by its end', async () => {
  const { collection, views } = await open();
  const axes = await views.addAxes([
    { kind: 'dimension', index: 0 },
    { kind: 'dimension', index: 1 },
  ]);
  views.begin(JOB, UMAP);
  await views.refine(JOB, rows, places());
  await views.end(JOB, null);
  expect(views.shown?.id).toBe(axes);
  expect(views.kept.map(({ id }) => id)).toEqual([axes]);

  views.begin(JOB, UMAP);
  await views.refine(JOB, rows, places());
  await views.show(BASE_VIEW);
  await views.refine(JOB, rows, places(2));
  expect(views.shown?.id).toBe(BASE_VIEW);
  await views.end(JOB, 'UMAP');
  expect(views.shown?.id).toBe(BASE_VIEW);
  await views.show(JOB);
  expect((await collection.positions(0, COUNT)).positions).toEqual(places(2));
  await collection.close();
});

test('rows that come later are placed by their neighbours, and stay there', async () => {
  const { collection, views } = await open();
  const z = await collection.store.latents(0, COUNT);
  views.begin(JOB, UMAP);
  // The view is z's own first three dimensions, bent a little.
  const bent = Float32Array.from({ length: 3 * COUNT }, (_, at) =>
    Math.tanh(z[Math.floor(at / 3) * D + (at % 3)]! / 3),
  );
  await views.refine(JOB, rows, bent);
  await views.end(JOB, 'UMAP');
  append([COUNT], z.slice(5 * D, 6 * D));
  collection.refresh();
  const { positions } = await collection.positions(0, COUNT + 1);
  expect(positions.subarray(0, 3 * COUNT)).toEqual(bent);
  // It has the z of row 5.
  for (let k = 0; k < 3; k++) expect(positions[3 * COUNT + k]).toBeCloseTo(bent[15 + k]!, 0);
  const { positions: placed } = await collection.place([[...z.subarray(5 * D, 6 * D)]]);
  expect(placed[0]!.every((value, k) => Math.abs(value - bent[15 + k]!) < 0.3)).toBe(true);
  await collection.close();
  const again = await open();
  expect((await again.collection.positions(0, COUNT + 1)).positions).toEqual(positions);
  await again.collection.close();
});

test('the patch around a place is of the rows nearest to it, with their z', async () => {
  const { collection, views } = await open();
  expect(await views.patch(views.shown!.version, [0, 0, 0], 8)).toBeNull();
  views.begin(JOB, UMAP);
  await views.refine(JOB, rows, places());
  const { version } = views.shown!;
  const at = [...places().subarray(30, 33)];
  const patch = await views.patch(version, at, 8);
  expect([...patch!.positions.subarray(0, 3)]).toEqual(at);
  expect(patch!.z.subarray(0, D)).toEqual(await collection.store.latents(10, 11));
  expect(await views.patch(version - 1, at, 8)).toBeNull();
  await collection.close();
});

test('a file of places that was cut short costs the view, and nothing else', async () => {
  const { collection, views } = await open();
  views.begin(JOB, UMAP);
  await views.refine(JOB, rows, places());
  await views.end(JOB, 'UMAP');
  await collection.close();
  await truncate(join(folder, 'views', `${JOB}.places`), 333);
  const again = await open();
  expect(again.views.shown?.id).toBe(BASE_VIEW);
  expect(again.views.kept).toEqual([]);
  await again.collection.close();
});

test('views are renamed and removed; what is not there is refused', async () => {
  const { collection, views } = await open();
  const axes = [
    { kind: 'dimension', index: 0 },
    { kind: 'dimension', index: 1 },
  ] as const;
  const first = await views.addAxes(axes);
  await views.addAxes(axes);
  expect(views.kept.map(({ title }) => title)).toEqual(['z1 · z2', 'z1 · z2 (2)']);
  await views.rename(first, 'the plane');
  expect(views.kept[0]?.title).toBe('the plane');
  await views.show(first);
  await views.remove(first);
  expect(views.shown?.id).toBe(BASE_VIEW);
  await expect(views.show(first)).rejects.toThrow(/no longer there/);
  await expect(views.rename(first, 'x')).rejects.toThrow(/no longer there/);
  await expect(collection.place([[1, 2]])).rejects.toThrow('Expected a z of 6 values, got 2');
  await collection.close();
});

test('means and nearness are of the rows whose file is there', async () => {
  const { collection } = await open();
  const z = await collection.store.latents(0, COUNT);
  const mean = await collection.meanLatent([[3, 5]]);
  mean.forEach((value, j) => expect(value).toBeCloseTo((z[3 * D + j]! + z[4 * D + j]!) / 2, 6));
  await expect(collection.meanLatent([[5000, 5001]])).rejects.toThrow(/no mean/);
  const near = await collection.nearness([...z.subarray(9 * D, 10 * D)], 2);
  expect(near.nearest[0]).toEqual({ row: 9, distance: 0 });
  expect(near.typical).toBeGreaterThan(0);
  await collection.close();
});
