import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { JobInfo } from '../../protocol/job.ts';
import { pathFileSchema, type LatentPath, type SegmentMethod } from '../../protocol/latentPath.ts';
import type { InterpolateResult } from '../../protocol/operations/interpolate.ts';
import type { StartArguments } from '../../protocol/operations/index.ts';
import { readLatents } from '../exports/readLatents.ts';
import { dataRoutes } from '../latents/paths/dataRoutes.ts';
import { idleContext } from '../jobs/testing/idleContext.ts';
import { checkedInput } from '../operations/checkedInput.ts';
import { run } from '../operations/interpolate.ts';
import { OPERATIONS } from '../../protocol/operations/index.ts';
import type { TestEngine } from '../server/testing/TestEngine.ts';
import { testEngines } from '../server/testing/testEngines.ts';
import { makeTestImages } from './testing/makeTestImages.ts';
import { makeTestModel } from './testing/makeTestModel.ts';
import { ROWS_PATHS } from '../../protocol/wire.ts';

const engines = testEngines();
const D = 5;

async function open(): Promise<{ engine: TestEngine; model: string; folder: string; z: Float32Array }> {
  const model = await makeTestModel(join(engines.root, 'model'));
  const images = await makeTestImages(join(engines.root, 'images'), { count: 30 });
  const folder = join(engines.root, 'away');
  await mkdir(folder);
  const engine = await engines.start('--model', model, '--open', images);
  await engine.connect();
  await engine.untilReady();
  const { id, count } = engine.collection!;
  const { body } = await engine.request(`${ROWS_PATHS.latents}?id=${id}&from=0&to=${count}`);
  return { engine, model, folder, z: new Float32Array(Uint8Array.from(body).buffer) };
}

function pathBetween(z: Float32Array, rows: readonly number[], method: SegmentMethod = 'lerp'): LatentPath {
  return {
    keyframes: rows.map((row) => ({
      ...{ id: `k${row}`, name: `row ${row}`, z: Array.from(z.subarray(row * D, (row + 1) * D)) },
      origin: { kind: 'image', row },
      segment: { seconds: 1, easing: 'linear', method },
    })),
    loop: 'once',
    timeTable: null,
  };
}

const start = (engine: TestEngine, given: object) =>
  engine.call(
    'startOperation',
    ...(['interpolate', { collection: engine.collection!.id, ...given }] as StartArguments),
  );

async function ended(
  engine: TestEngine,
  id: string,
): Promise<JobInfo & { result: InterpolateResult | null }> {
  const found = async () => (await engine.call('state')).jobs.find((job) => job.id === id);
  await expect.poll(async () => (await found())?.state, { timeout: 60_000 }).not.toBe('running');
  return (await found()) as JobInfo & { result: InterpolateResult | null };
}

test('a path along the data goes near the images that are open, and its speed is made constant', async () => {
  const { engine, z } = await open();
  const path = pathBetween(z, [0, 29], 'data');
  const { state, result } = await ended(engine, await start(engine, { path, constantSpeed: true }));
  expect(state).toBe('done');
  const [first] = result!.path!.keyframes;
  expect(first!.segment.via).toHaveLength(31);
  expect(result!.path!.timeTable!.length).toBeGreaterThan(20);
  expect(result!.out).toBeNull();
  const ends = path.keyframes.map((each) => each.z);
  expect(first!.segment.via).toEqual((await dataRoutes(z, ends, [[0, 1]])).vias[0]);
});

test('a film, its path and its z go where they are wanted; the path file makes the same film again', async () => {
  const { engine, model, folder, z } = await open();
  await writeFile(join(folder, 'morph.gif'), 'mine');
  const given = {
    ...{ path: pathBetween(z, [3, 11, 20]), fps: 10, size: 24, filter: 'nearest' },
    place: { folder, name: 'morph', format: 'gif', replace: false, withPath: true, withLatents: true },
  };
  const job = await ended(engine, await start(engine, given));
  expect(job).toMatchObject({ state: 'done', title: 'Interpolating morph (2).gif' });
  expect((await readdir(folder)).sort()).toEqual([
    ...['morph (2).gif', 'morph frames.npz', 'morph path.json', 'morph.gif'],
  ]);
  expect(await readFile(join(folder, 'morph.gif'), 'utf8')).toBe('mine');
  const { z: frames } = await readLatents(await readFile(join(folder, 'morph frames.npz')), 'f.npz', D);
  expect(frames).toHaveLength(20 * D);
  const file = join(folder, 'morph path.json');
  expect(v.parse(pathFileSchema, JSON.parse(await readFile(file, 'utf8')))).toMatchObject({
    frames: 20,
    fps: 10,
  });
  const out = join(folder, 'again.gif');
  const more = { model, keyframes: [file], out, size: 24, filter: 'nearest', provider: 'cpu' };
  await run(checkedInput(OPERATIONS.interpolate, more), idleContext());
  expect((await readFile(out)).equals(await readFile(join(folder, 'morph (2).gif')))).toBe(true);
});

test('what cannot be is refused in words', async () => {
  const { engine, folder, z } = await open();
  const path = pathBetween(z, [0, 1]);
  const place = { folder, name: 'x', format: 'gif', replace: false, withPath: false, withLatents: false };
  await expect(start(engine, { path, place: { ...place, format: 'avi' } })).rejects.toThrow(
    'Where the film goes to',
  );
  await expect(start(engine, { path, place: { ...place, name: '  ' } })).rejects.toThrow(
    'Where the film goes to',
  );
  await expect(
    start(engine, { path, place: { ...place, folder: join(engines.root, 'images') } }),
  ).rejects.toThrow('image folders are only ever read');
  await expect(start(engine, { path, collection: 'another' })).rejects.toThrow('Another collection is open');
  await expect(start(engine, { keyframes: ['/etc/hostname', '/etc/hosts'] })).rejects.toThrow(
    'got "keyframes" as well',
  );
  await expect(start(engine, { path, out: '/tmp/elsewhere.gif' })).rejects.toThrow('got "out" as well');
  await expect(start(engine, {})).rejects.toThrow('Give keyframes or a path');
  await expect(start(engine, { path: { ...path, keyframes: path.keyframes.slice(1) } })).rejects.toThrow();
});
