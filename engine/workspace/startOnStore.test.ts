import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { JobInfo } from '../../protocol/job.ts';
import type { StartArguments } from '../../protocol/operations/index.ts';
import { ROWS_PATHS } from '../../protocol/wire.ts';
import { readLatents } from '../exports/readLatents.ts';
import type { TestEngine } from '../server/testing/TestEngine.ts';
import { testEngines } from '../server/testing/testEngines.ts';
import { makeTestArray, makeTestImages } from './testing/makeTestImages.ts';
import { makeTestModel } from './testing/makeTestModel.ts';

const engines = testEngines();

/** An engine with images open, and an empty folder to take things to. */
async function open(images: string): Promise<{ engine: TestEngine; folder: string }> {
  const model = await makeTestModel(join(engines.root, 'model'));
  const folder = join(engines.root, 'away');
  await mkdir(folder);
  const engine = await engines.start('--model', model, '--open', images);
  await engine.connect();
  await engine.untilReady();
  return { engine, folder };
}

const jobOf = async (engine: TestEngine, id: string) =>
  (await engine.call('state')).jobs.find((job) => job.id === id);

async function ended(engine: TestEngine, id: string): Promise<JobInfo> {
  await expect.poll(async () => (await jobOf(engine, id))?.state, { timeout: 60_000 }).not.toBe('running');
  return (await jobOf(engine, id))!;
}

test('what is taken is of the store that is open, whatever a page says of another', async () => {
  const { engine, folder } = await open(await makeTestImages(join(engines.root, 'images'), { count: 30 }));
  const { id: collection, count } = engine.collection!;
  const given = {
    collection,
    folder,
    name: 'all',
    format: 'npz',
    store: { folder: '/elsewhere', paths: [] },
  };
  const id = await engine.call('startOperation', ...(['exportData', given] as StartArguments));
  const job = await ended(engine, id);
  expect(job).toMatchObject({
    ...{ state: 'done', title: 'Writing all.npz', detail: `30 rows in ${join(folder, 'all.npz')}` },
    result: { count: 30, leftOut: 0 },
  });
  const { body } = await engine.request(`${ROWS_PATHS.latents}?id=${collection}&from=0&to=${count}`);
  const { z } = await readLatents(await readFile(join(folder, 'all.npz')), 'all.npz', 5);
  expect(Buffer.from(z.buffer).equals(body)).toBe(true);

  const other = { collection: 'another', folder, name: 'all', format: 'csv' } as const;
  await expect(engine.call('startOperation', 'exportData', other)).rejects.toThrow(
    'Take data away: another collection is open by now',
  );
  const within = {
    collection,
    folder: join(engines.root, 'images', 'odd'),
    name: 'x',
    format: 'csv',
  } as const;
  const refused = await ended(engine, await engine.call('startOperation', 'exportData', within));
  expect(refused.error?.message).toContain('which is open, and image folders are only ever read');
});

test('a job that is cancelled leaves nothing of the files it had made', async () => {
  const { engine, folder } = await open(await makeTestArray(join(engines.root, 'many.idx'), 4000));
  const given = { collection: engine.collection!.id, folder, name: 'pictures' } as const;
  const id = await engine.call('startOperation', 'exportImages', given);
  await expect.poll(async () => (await jobOf(engine, id))?.done, { timeout: 60_000 }).toBeGreaterThan(100);
  await engine.call('cancelJob', id);
  expect(await ended(engine, id)).toMatchObject({ state: 'cancelled' });
  expect(await readdir(folder)).toEqual([]);
});
