import { expect, test } from 'vitest';
import type { CountInput } from './fixtures/countJob.ts';
import { forkJob, type JobListeners } from './forkJob.ts';

const entry = new URL('./fixtures/testProcess.ts', import.meta.url);
const startCount = (input: CountInput, listeners: JobListeners = {}) =>
  forkJob(entry, 'count', input, listeners);

test('what a job tells arrives in order, typed arrays whole, before the result', async () => {
  const seen: unknown[] = [];
  const job = startCount(
    { to: 2 },
    {
      onNote: (words) => seen.push(words),
      onMessage: (message) => seen.push(message),
      onReport: (report) => seen.push(report),
      onProgress: (progress) => seen.push(progress),
    },
  );
  expect(await job.done).toEqual({ counted: 2, command: null });
  expect(seen).toEqual([
    'counting',
    { value: 0, data: new Float32Array([0, 0]) },
    { half: 0 },
    { done: 1, total: 2 },
    { value: 1, data: new Float32Array([1, 0.5]) },
    { half: 0.5 },
    { done: 2, total: 2 },
  ]);
});

test('a command reaches the job', async () => {
  const job = startCount({ to: 1, waitForCommand: true });
  job.send('pause');
  expect(await job.done).toEqual({ counted: 1, command: 'pause' });
});

test('a job that is killed is an error that says so', async () => {
  const job = startCount({ to: 9, crashAt: 4 });
  await expect(job.done).rejects.toMatchObject({
    code: 'job-failed',
    message: expect.stringContaining('SIGKILL'),
  });
});

test('cancelling ends a job, whether it heeds or not', async () => {
  const job = startCount({ to: 1e9 });
  job.cancel();
  job.cancel();
  await expect(job.done).rejects.toMatchObject({ code: 'cancelled' });
});

test('a name that is not in the table is an error', async () => {
  await expect(forkJob(entry, 'paint', {}, {}).done).rejects.toThrow('There is no job "paint".');
});
