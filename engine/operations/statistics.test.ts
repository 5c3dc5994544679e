import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, expect, test, vi } from 'vitest';
import type { JobInfo } from '../../protocol/job.ts';
import { STATISTICS_COLUMNS } from '../../protocol/operations/statistics.ts';
import { imageStatistics } from '../analysis/imageStatistics.ts';
import { imageQuality } from '../analysis/quality.ts';
import { findImages } from '../images/findImages.ts';
import { idleContext } from '../jobs/testing/idleContext.ts';
import { openModel } from '../models/openModel.ts';
import { JobList } from '../workspace/JobList.ts';
import { makeTestImages, testImage } from '../workspace/testing/makeTestImages.ts';
import { makeTestModel } from '../workspace/testing/makeTestModel.ts';
import { startOperation } from './startOperation.ts';
import { run, type StatisticsMessage } from './statistics.ts';

const COUNT = 40;
const names = STATISTICS_COLUMNS.map(({ name }) => name);
let root: string;
let images: string;
let model: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'statistics-'));
  images = await makeTestImages(join(root, 'images'), { count: COUNT });
  await writeFile(join(images, 'even', 'image-7b.png'), 'no picture');
  model = await makeTestModel(join(root, 'model'));
  vi.stubEnv('HOURGLASS_DATA', join(root, 'data'));
});

/** Image n's measures, from the pixels that its file was made of. */
async function expectedOf(n: number): Promise<Record<string, number>> {
  const opened = await openModel(model, { provider: 'cpu' });
  const pixels = testImage(n);
  const rgba = await opened.decode(await opened.encode(pixels, 1), 1);
  await opened.dispose();
  const decoded = Uint8Array.from({ length: 64 }, (_, i) => rgba[i * 4]!);
  const { mse, ssim } = imageQuality(pixels, decoded, 8, 8, 1);
  return { ...imageStatistics(pixels, 8, 8, 1), mse, ssim };
}

test('a table has a row for each readable image, with the columns of the definition', async () => {
  const told: unknown[] = [];
  const out = join(root, 'stats.parquet');
  const context = idleContext<null, StatisticsMessage>({ progress: async (each) => void told.push(each) });
  const result = await run({ model, provider: 'cpu', images: [images], out }, context);
  expect(result).toMatchObject({ out, count: COUNT, unreadable: [{ reason: expect.stringMatching(/\w/) }] });
  expect(told.at(-1)).toEqual({ done: COUNT + 1, total: COUNT + 1 });
  const file = new Uint8Array(await readFile(out)).buffer;
  const rows = await parquetReadObjects({ file });
  expect(Object.keys(rows[0]!)).toEqual(['path', 'label', ...names]);
  expect(rows).toHaveLength(COUNT);
  const row = rows.find(({ path }) => path === join(images, 'odd', 'image-13.png'));
  expect(row).toMatchObject({ label: 'odd', colourfulness: 0 });
  for (const [name, value] of Object.entries(await expectedOf(13)))
    expect(row?.[name]).toBeCloseTo(value, 12);
  for (const name of names) {
    const mean = rows.reduce((sum, each) => sum + (each[name] as number) / COUNT, 0);
    expect(result.mean[name]).toBeCloseTo(mean, 9);
  }
});

test('a model that does not reconstruct gives no mse and no ssim', async () => {
  const encoder = await makeTestModel(join(root, 'encoder'), { parts: 'encoder' });
  const out = join(root, 'stats.csv');
  await run({ model: encoder, provider: 'cpu', images: [images], out }, idleContext());
  const [header] = (await readFile(out, 'utf8')).split('\n');
  expect(header).toBe('path,label,brightness,contrast,sharpness,colourfulness');
});

test('rows of a collection get their values as they are measured, by row id, in a job that the list shows', async () => {
  const found = await findImages([images]);
  // Ids as they are after some files went: with gaps, and not from 0.
  const rows = found.images.map((source, at) => ({ ...source, id: 100 + 3 * at }));
  const changes: JobInfo[] = [];
  const jobs = new JobList(
    (job) => changes.push(job),
    () => {},
  );
  const values = new Map<number, Record<string, number>>();
  const { id, done } = startOperation(
    jobs,
    'statistics',
    { model, provider: 'cpu', rows },
    {
      onMessage: (message) => {
        for (const [at, row] of message.rows.entries()) {
          values.set(row, Object.fromEntries(names.map((name) => [name, message.values[name]![at]!])));
        }
      },
    },
  );
  expect(() => startOperation(jobs, 'statistics', { model, provider: 'cpu', rows })).toThrow(
    '"Measuring 41 images" is running. Wait for it',
  );
  expect(await done).toMatchObject({ out: null, count: COUNT, unreadable: [{}] });
  expect(values.size).toBe(COUNT);
  const { id: row } = rows.find(({ name }) => name === 'even/image-22.png')!;
  for (const [name, value] of Object.entries(await expectedOf(22))) {
    expect(values.get(row)?.[name]).toBeCloseTo(value, 12);
  }
  expect(changes.at(-1)).toMatchObject({
    id,
    operation: 'statistics',
    state: 'done',
    done: 41,
    total: 41,
    detail: expect.stringMatching(/^40 images, on average brightness 0\.\d+, contrast/),
  });
});
