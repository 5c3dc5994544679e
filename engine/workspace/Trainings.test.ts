import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { JobInfo } from '../../protocol/job.ts';
import type { TrainingReport } from '../../protocol/training.ts';
import type { TestEngine } from '../server/testing/TestEngine.ts';
import { testEngines } from '../server/testing/testEngines.ts';
import { lockTraining, type TrainingLock } from '../training/lockTraining.ts';
import { makeTestImages } from './testing/makeTestImages.ts';

const engines = testEngines();
let root: string;
let images: string;
beforeEach(async () => {
  ({ root } = engines);
  images = await makeTestImages(join(root, 'images'), { count: 30 });
});

async function start(): Promise<TestEngine> {
  const engine = await engines.start();
  await engine.connect();
  return engine;
}

const models = () => join(root, 'data', 'models');
const endless = () => ({ images: [images], latent: 2, preset: 'quick' as const, epochs: 1_000_000 });
const jobsOf = async (engine: TestEngine) =>
  (await engine.call('state')).jobs.filter(({ operation }) => operation === 'train');
const jobOf = async (engine: TestEngine, id: string) => (await jobsOf(engine)).find((job) => job.id === id);

async function until(engine: TestEngine, id: string, condition: (job: JobInfo) => boolean): Promise<JobInfo> {
  for (;;) {
    const job = await jobOf(engine, id);
    if (job && condition(job)) return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
/** Its steps are told, not the images that it reads. */
const isTraining = ({ report, detail }: JobInfo) => report !== null && detail.startsWith('epoch');
const visible = async (folder: string) =>
  (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();

/** Of a training that runs in an engine, with its state kept at once. */
async function keepState(engine: TestEngine, id: string): Promise<JobInfo> {
  await engine.call('pauseJob', id);
  await until(engine, id, ({ detail }) => detail.endsWith('paused'));
  const kept = await until(engine, id, ({ done }) => done > 0);
  await engine.call('resumeJob', id);
  return kept;
}
/** What the records of trainings say. */
async function noted(): Promise<string> {
  const folder = join(root, 'data', 'trainings');
  const names = (await readdir(folder)).filter((name) => /^[0-9a-f-]{36}\.json$/.test(name));
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join();
}
const curveOf = ({ report }: JobInfo) => (report as TrainingReport).curve;

test('a training whose engine is killed goes on by itself at the next start, and says so; its end outlives a kill', async () => {
  const first = await start();
  const id = await first.call('startOperation', 'train', endless());
  await until(first, id, isTraining);
  const before = await keepState(first, id);
  await first.kill();

  const second = await start();
  await expect.poll(() => jobsOf(second), { timeout: 30_000 }).toMatchObject([{ state: 'running' }]);
  const [job] = await jobsOf(second);
  const started = await until(second, job!.id, isTraining);
  expect(started.done).toBeGreaterThanOrEqual(before.done);
  expect(started.notes.join()).toMatch(
    /Hourglass ended unexpectedly; the training went on by itself from epoch/,
  );
  expect(curveOf(started).slice(0, curveOf(before).length)).toEqual(curveOf(before));
  await second.call('finishJob', job!.id);
  const done = await until(second, job!.id, ({ state }) => state === 'done');
  expect(await visible(models())).toEqual(['images']);
  await expect.poll(noted).toContain('"finished"');
  await second.kill();

  const third = await start();
  const [shown] = await jobsOf(third);
  expect(shown).toMatchObject({ state: 'done', title: done.title, result: done.result, detail: done.detail });
  expect(curveOf(shown!)).toEqual(curveOf(done));
  await third.call('dismissJob', shown!.id);
  await third.kill();
  expect(await jobsOf(await start())).toEqual([]);
});

test('after an engine that was closed a training waits for the person, with its curve; what had ended is put away', async () => {
  const first = await start();
  const short = await first.call('startOperation', 'train', { ...endless(), epochs: 2 });
  await until(first, short, ({ state }) => state === 'done');
  const id = await first.call('startOperation', 'train', endless());
  await until(first, id, isTraining);
  const before = await keepState(first, id);
  await first.stop();

  const second = await start();
  const listed = await jobsOf(second);
  expect(listed).toMatchObject([
    {
      state: 'interrupted',
      title: 'Training on images',
      detail: expect.stringMatching(/^Cut short at epoch [\d.]+; its state is kept\.$/),
    },
  ]);
  expect(curveOf(listed[0]!).slice(0, curveOf(before).length)).toEqual(curveOf(before));
  const goesOn = await second.call('continueJob', listed[0]!.id);
  const started = await until(second, goesOn, isTraining);
  expect(started.done).toBeGreaterThanOrEqual(before.done);
  expect(await jobOf(second, listed[0]!.id)).toBeUndefined();
});

test.skipIf(process.platform === 'win32')(
  'a job that is killed alone goes on by itself, but not again and again without getting further',
  async () => {
    const engine = await start();
    let id = await engine.call('startOperation', 'train', endless());
    await until(engine, id, isTraining);
    await keepState(engine, id);
    for (let kill = 1; kill <= 2; kill++) {
      const before = id;
      await expect.poll(() => engine.jobPids().length).toBe(1);
      process.kill(engine.jobPids()[0]!, 'SIGKILL');
      await expect
        .poll(async () => (await jobsOf(engine)).filter((job) => job.id !== before))
        .toMatchObject([{ state: 'running' }]);
      id = (await jobsOf(engine)).find((job) => job.id !== before)!.id;
      const again = await until(engine, id, isTraining);
      expect(again.notes.join()).toMatch(
        /ended unexpectedly \(.*SIGKILL.*; the training went on by itself from epoch/s,
      );
      expect(await jobOf(engine, before)).toBeUndefined();
    }
    process.kill(engine.jobPids()[0]!, 'SIGKILL');
    await expect.poll(async () => (await jobsOf(engine)).map(({ state }) => state)).toEqual(['interrupted']);
    expect((await jobsOf(engine))[0]!.detail).toMatch(/3 times in a row without getting further/);
  },
);

test('eight times of eight, an engine that is quit in a training leaves its state, further each time', async () => {
  const steps: number[] = [];
  for (let round = 0; round < 8; round++) {
    const engine = await start();
    const [cut] = await jobsOf(engine);
    const id = cut
      ? await engine.call('continueJob', cut.id)
      : await engine.call('startOperation', 'train', endless());
    steps.push((await until(engine, id, isTraining)).done);
    if (round % 2 === 0) engine.process.kill('SIGTERM');
    await engine.stop();
    expect(await visible(models())).toEqual(['images.checkpoint']);
  }
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  expect(steps.at(-1)).toBeGreaterThan(steps[0]!);
});

test('discarding leaves nothing of a killed training, and nothing is taken from another process that goes on with it', async () => {
  const first = await start();
  const id = await first.call('startOperation', 'train', endless());
  await until(first, id, isTraining);
  await first.call('pauseJob', id);
  await expect.poll(() => visible(models())).toEqual(['images.checkpoint']);
  await first.stop();
  // The job ends with its engine, and lets go of the folder.
  let lock: TrainingLock | undefined;
  await expect
    .poll(() => {
      lock = lockTraining(join(models(), 'images'));
      return lock;
    })
    .toBeDefined();

  const second = await start();
  const [cut] = await jobsOf(second);
  await expect(second.call('dismissJob', cut!.id)).rejects.toMatchObject({
    code: 'in-use',
    message: expect.stringContaining(`(process ${process.pid})`),
  });
  expect(await jobsOf(second)).toHaveLength(1);
  expect(await visible(models())).toEqual(['images.checkpoint']);
  lock?.release();
  await second.call('dismissJob', cut!.id);
  expect(await jobsOf(second)).toEqual([]);
  await expect.poll(() => readdir(models())).toEqual([]);
});

test('what was cut short can be discarded, and so can a training that runs', async () => {
  const first = await start();
  await until(first, await first.call('startOperation', 'train', endless()), isTraining);
  await first.stop();
  expect(await visible(models())).toEqual(['images.checkpoint']);
  const second = await start();
  const [cut] = await jobsOf(second);
  await second.call('dismissJob', cut!.id);
  await expect.poll(() => visible(models())).toEqual([]);
  // Until its record is gone too, its folder is taken.
  await expect.poll(() => readdir(join(root, 'data', 'trainings'))).toEqual([]);
  const id = await second.call('startOperation', 'train', endless());
  await until(second, id, isTraining);
  await second.call('pauseJob', id);
  await expect.poll(() => visible(models())).toEqual(['images.checkpoint']);
  await second.call('cancelJob', id);
  await until(second, id, ({ state }) => state === 'cancelled');
  expect(await visible(models())).toEqual([]);
  expect(await readdir(join(root, 'data', 'trainings'))).toEqual([]);
});

test('of three trainings started at once one runs, and the others are refused in words', async () => {
  const engine = await start();
  const started = await Promise.allSettled(
    [1, 2, 3].map(() => engine.call('startOperation', 'train', endless())),
  );
  const refused = started.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(2);
  for (const { reason } of refused as PromiseRejectedResult[]) {
    expect(reason).toMatchObject({ message: expect.stringContaining('is running. Wait for it') });
  }
});

// Windows does not let go of a folder in which a file is locked.
test.skipIf(process.platform === 'win32')(
  'a model that cannot be written waits for another place',
  async () => {
    const engine = await start();
    const id = await engine.call('startOperation', 'train', endless());
    await until(engine, id, isTraining);
    await rename(models(), join(root, 'models gone'));
    await writeFile(models(), 'in its place');
    await engine.call('finishJob', id);
    const asked = await until(engine, id, ({ question }) => question !== undefined);
    expect(asked).toMatchObject({
      state: 'running',
      question: {
        folder: join(models(), 'images'),
        words: expect.stringContaining('could not be written to'),
      },
    });
    await engine.call('answerJob', id, null);
    await until(engine, id, ({ question }) => question !== undefined);
    await engine.call('answerJob', id, root);
    const done = await until(engine, id, ({ state }) => state === 'done');
    // images is taken by the images themselves.
    expect(done.result).toMatchObject({ modelPath: join(root, 'images-2') });
    await expect
      .poll(async () => (await engine.call('state')).model?.path, { timeout: 60_000 })
      .toBe(join(root, 'images-2'));
    expect(await readdir(join(root, 'images-2'))).toHaveLength(4);
    expect(basename(images)).toBe('images');
  },
);

test.skipIf(process.platform === 'win32')(
  'a plan is made in a process of its own: one that is killed is an error in words, a newer one ends an older',
  async () => {
    const engine = await start();
    const failure = engine.call('planTraining', endless()).catch((error: unknown) => error);
    await expect.poll(() => engine.jobPids().length).toBe(1);
    process.kill(engine.jobPids()[0]!, 'SIGKILL');
    expect(await failure).toMatchObject({ code: 'job-failed', message: expect.stringContaining('SIGKILL') });

    // Three hundred at once would be three hundred processes.
    const older = Array.from({ length: 300 }, () =>
      engine.call('planTraining', endless()).catch((error: unknown) => error),
    );
    const newest = engine.call('planTraining', endless());
    expect((await engine.call('state')).jobs).toEqual([]);
    expect(engine.jobPids().length).toBeLessThanOrEqual(1);
    const plan = await newest;
    for (const failure of await Promise.all(older)) expect(failure).toMatchObject({ code: 'cancelled' });
    expect(plan).toMatchObject({ imageCount: 30, epochs: 1_000_000 });
    await expect(engine.call('planTraining', { ...endless(), images: [join(root, 'none')] })).rejects.toThrow(
      'none',
    );
    await expect.poll(() => engine.jobPids()).toEqual([]);
  },
);
