import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, expect, test, vi } from 'vitest';
import { unzipSync } from 'fflate';
import { npzOfLatents } from '../exports/npz.ts';
import { parseNpyHeader } from '../images/arrays/parseNpyHeader.ts';
import { idleContext } from '../jobs/testing/idleContext.ts';
import type { JobCommand } from '../jobs/JobContext.ts';
import { fitPca } from '../latents/pca.ts';
import { spreadOf } from '../projections/spread.ts';
import { Random } from '../random/Random.ts';
import { CollectionStore } from '../store/CollectionStore.ts';
import { CollectionWriter } from '../store/CollectionWriter.ts';
import { numberedImage, numberedTiles, numbersFrom, START } from '../store/testing/numberedImages.ts';
import { makeTestImages } from '../workspace/testing/makeTestImages.ts';
import { makeTestModel } from '../workspace/testing/makeTestModel.ts';
import { run, type ProjectMessage } from './project.ts';

const N = 150;
const D = 8;
let folder: string;
let source: string;
const random = new Random(9, 1);
/** Three groups, well apart. */
const z = Float32Array.from(
  { length: N * D },
  (_, at) => random.normal() + (Math.floor(at / D) % 3 === at % D ? 25 : 0),
);
const defaults = { neighbors: 15, minDistance: 0.1, perplexity: 20, seed: 1, provider: 'cpu' } as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'project-'));
  vi.stubEnv('HOURGLASS_DATA', join(folder, 'data'));
  source = join(folder, 'z.npz');
  const paths = Array.from({ length: N }, (_, i) => `images/${i}.png`);
  const names = [{ name: 'path', type: 'text', values: paths }] as const;
  await writeFile(source, npzOfLatents({ count: N, latentSize: D, z, names, more: [] }));
});

async function positionsOf(file: string) {
  const members = unzipSync(new Uint8Array(await readFile(file)));
  const bytes = members['positions.npy']!;
  const header = parseNpyHeader(bytes);
  if (header.kind !== 'numbers') throw new Error('expected numbers');
  return {
    names: Object.keys(members),
    shape: header.shape,
    values: new Float32Array(bytes.slice(header.dataOffset).buffer),
  };
}

test.each(['umap', 'tsne', 'pacmap', 'localmap', 'pca'] as const)(
  '%s keeps groups apart, and the same seed gives the same bytes',
  async (method) => {
    const out = join(folder, `${method}.npz`);
    const result = await run({ ...defaults, source, method, dims: 3, out }, idleContext());
    expect(result).toMatchObject({ out, count: N, dims: 3, method, isCutShort: false, unreadable: [] });
    // Of random neighbours about a half would be trusted.
    expect(result.trustworthiness).toBeGreaterThan(0.75);
    const { shape, values, names } = await positionsOf(out);
    expect(shape).toEqual([N, 3]);
    expect(names.toSorted()).toEqual(['label.npy', 'path.npy', 'positions.npy']);
    // Every row is nearer to the middle of its own group than to the others'.
    const middle = (group: number) =>
      [0, 1, 2].map((k) => {
        let sum = 0;
        for (let i = group; i < N; i += 3) sum += values[3 * i + k]! / (N / 3);
        return sum;
      });
    const middles = [0, 1, 2].map(middle);
    for (let i = 0; i < N; i++) {
      const [own, ...others] = [0, 1, 2].map((shift) =>
        Math.hypot(...middles[(i + shift) % 3]!.map((value, k) => value - values[3 * i + k]!)),
      );
      expect(own).toBeLessThan(Math.min(...others));
    }
    const again = join(folder, `${method}-again.npz`);
    await run({ ...defaults, source, method, dims: 3, out: again }, idleContext());
    expect((await readFile(again)).equals(await readFile(out))).toBe(true);
  },
);

test('two dimensions, as CSV and Parquet with their paths', async () => {
  const csv = join(folder, 'p.csv');
  await run({ ...defaults, source, method: 'pca', dims: 2, out: csv }, idleContext());
  const [header, first] = (await readFile(csv, 'utf8')).split('\n');
  expect(header).toBe('path,label,x,y');
  const { mean, components } = fitPca(z, N, D, 2);
  const along = (k: number) => components[k]!.reduce((sum, value, j) => sum + value * (z[j]! - mean[j]!), 0);
  const [path, , x, y] = first!.split(',');
  expect(path).toBe('images/0.png');
  expect(Number(x)).toBeCloseTo(along(0), 4);
  expect(Number(y)).toBeCloseTo(along(1), 4);
  const parquet = join(folder, 'p.parquet');
  await run({ ...defaults, source, method: 'umap', dims: 2, out: parquet }, idleContext());
  const file = new Uint8Array(await readFile(parquet)).buffer;
  const rows = await parquetReadObjects({ file });
  expect(rows).toHaveLength(N);
  expect(Object.keys(rows[0]!)).toEqual(['path', 'label', 'x', 'y']);
});

test('images through a model are encoded first', async () => {
  const images = await makeTestImages(join(folder, 'images'), { count: 40 });
  const model = await makeTestModel(join(folder, 'model'));
  const out = join(folder, 'images.npz');
  const result = await run(
    { ...defaults, source: model, images: [images], method: 'umap', dims: 3, out },
    idleContext(),
  );
  expect(result.count).toBe(40);
  await expect(
    run({ ...defaults, source: model, method: 'umap', dims: 3, out }, idleContext()),
  ).rejects.toThrow(/No images come with the model/);
  await expect(
    run({ ...defaults, source, images: [images], method: 'umap', dims: 3, out }, idleContext()),
  ).rejects.toThrow(/holds z already/);
});

async function storeOf(count: number): Promise<string> {
  const place = join(folder, `store-${count}`);
  const writer = await CollectionWriter.create(place, { ...START, latentSize: D });
  const numbers = numbersFrom(0, count);
  writer.appendBatch({
    sources: numbers.map((number) => numberedImage(number)),
    latents: z.slice(0, count * D),
    tiles: numberedTiles(numbers),
  });
  await writer.close();
  return place;
}

test('of a collection places are streamed, PCA’s first, all as far apart as those', async () => {
  const place = await storeOf(N);
  const store = { folder: place, paths: [] };
  const messages: ProjectMessage[] = [];
  const context = idleContext<null, ProjectMessage>({ post: async (each) => void messages.push(each) });
  const result = await run({ ...defaults, collection: 'c', store, method: 'umap', dims: 3 }, context);
  expect(result.out).toBeNull();
  expect(messages.length).toBeGreaterThanOrEqual(3);
  expect(messages[0]!.rows).toHaveLength(N);
  expect(messages.slice(1).every(({ rows }) => rows === null)).toBe(true);
  const spreads = messages.map(({ positions }) => spreadOf(positions, N, 3));
  for (const spread of spreads) expect(spread).toBeCloseTo(spreads[0]!, 3);
  expect(messages.at(-1)!.positions).not.toEqual(messages[0]!.positions);
  const opened = await CollectionStore.open(place, { readOnly: true });
  expect(opened.cursor.rows).toBe(N);
  await opened.close();
});

test('stopped where it is, what it has come to is the result', async () => {
  const store = { folder: await storeOf(90), paths: [] };
  let ask: ((command: JobCommand) => void) | null = null;
  const messages: ProjectMessage[] = [];
  const context = idleContext<null, ProjectMessage>({
    onCommand: (listener) => (ask = listener),
    progress: async ({ detail }) => {
      if (detail === 'laying out') ask?.('finish');
    },
    post: async (each) => void messages.push(each),
  });
  const result = await run({ ...defaults, collection: 'c', store, method: 'tsne', dims: 2 }, context);
  expect(result).toMatchObject({ isCutShort: true, count: 90 });
  expect(result.steps).toBeLessThan(20);
  expect(messages.at(-1)!.positions).toHaveLength(180);
});

test('few images are laid out too', async () => {
  for (const count of [1, 2, 5]) {
    const store = { folder: await storeOf(count), paths: [] };
    for (const method of ['umap', 'tsne', 'pacmap', 'localmap'] as const) {
      const messages: ProjectMessage[] = [];
      const context = idleContext<null, ProjectMessage>({ post: async (each) => void messages.push(each) });
      const result = await run({ ...defaults, collection: 'c', store, method, dims: 3 }, context);
      expect(result).toMatchObject({ count, trustworthiness: null });
      expect(messages.at(-1)!.positions.every(Number.isFinite)).toBe(true);
    }
  }
});
