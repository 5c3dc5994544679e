import { expect, test } from 'vitest';
import { startJob } from './startJob.ts';

const countJob = new URL('./fixtures/countJob.ts', import.meta.url);
type Message = { value: number; data: Float32Array };
type Result = { counted: number; command: string | null };

test('messages arrive in order, typed arrays whole, before the result', async () => {
  const seen: Message[] = [];
  const job = startJob<{ to: number }, Message, Result>(countJob, { to: 5 }, (message) => seen.push(message));
  expect(await job.done).toEqual({ counted: 5, command: null });
  expect(seen.map((message) => message.value)).toEqual([0, 1, 2, 3, 4]);
  expect(seen[3]?.data).toEqual(new Float32Array([3, 1.5]));
});

test('a command reaches the job', async () => {
  const job = startJob<{ to: number; waitForCommand: boolean }, Message, Result, string>(
    countJob,
    { to: 1, waitForCommand: true },
    () => {},
  );
  job.send('pause');
  expect(await job.done).toEqual({ counted: 1, command: 'pause' });
});

test('a job that is killed is an error that says so', async () => {
  const job = startJob<{ to: number; crashAt: number }, Message, Result>(
    countJob,
    { to: 9, crashAt: 4 },
    () => {},
  );
  await expect(job.done).rejects.toMatchObject({
    code: 'job-failed',
    message: expect.stringContaining('SIGKILL'),
  });
});

test('cancelling ends a job, whether it heeds or not', async () => {
  const job = startJob<{ to: number }, Message, Result>(countJob, { to: 1e9 }, () => {});
  job.cancel();
  job.cancel();
  await expect(job.done).rejects.toMatchObject({ code: 'cancelled' });
});
