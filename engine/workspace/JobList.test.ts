import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { JobInfo } from '../../protocol/job.ts';
import type { JobCommand } from '../jobs/JobContext.ts';
import { JobList } from './JobList.ts';

let told: JobInfo[];
let dismissed: string[];
let commands: (JobCommand | 'cancel')[];
let jobs: JobList;
beforeEach(() => {
  vi.useFakeTimers();
  [told, dismissed, commands] = [[], [], []];
  jobs = new JobList(
    (job) => told.push(job),
    (id) => dismissed.push(id),
  );
});
afterEach(() => vi.useRealTimers());

const controls = {
  cancel: () => void commands.push('cancel'),
  command: (command: JobCommand) => void commands.push(command),
};
const addTraining = (title = 'Training on cats') =>
  jobs.add({ operation: 'train', title, can: { pause: true, finish: true } }, controls);
const addEncoding = () =>
  jobs.add({ operation: 'encode', title: 'Encoding cats', can: { pause: false, finish: false } }, controls);

test('each job has its own figures, also those of two of one kind, one after the other', () => {
  const first = addTraining();
  jobs.report(first, { epoch: 7 });
  jobs.succeed(first, { epochs: 9 }, 'Wrote cats.');
  const second = addTraining('Training on dogs');
  vi.advanceTimersByTime(1000);
  expect(jobs.infos).toMatchObject([
    { title: 'Training on cats', report: { epoch: 7 }, result: { epochs: 9 }, detail: 'Wrote cats.' },
    { title: 'Training on dogs', report: null, result: null },
  ]);
  // What comes late of the first one does not touch the second, and does not wake the first.
  jobs.progress(first, { done: 5, secondsLeft: 1 });
  jobs.report(second, { epoch: 1 });
  expect(jobs.infos.map(({ report, secondsLeft }) => [report, secondsLeft])).toEqual([
    [{ epoch: 7 }, null],
    [{ epoch: 1 }, null],
  ]);
});

test('a job that ended says nothing of seconds left, to a page that comes later either', () => {
  for (const end of [
    (id: string) => jobs.succeed(id, {}, 'done'),
    (id: string) => jobs.fail(id, new Error('no')),
  ]) {
    const id = addTraining();
    jobs.progress(id, { done: 99, total: 100, secondsLeft: 0.4 });
    end(id);
    expect(jobs.infos.find((info) => info.id === id)?.secondsLeft).toBeNull();
  }
});

test('seconds left are those of the job, else by its mean speed, and none while it is paused', () => {
  const id = addTraining();
  const left = () => jobs.infos[0]!.secondsLeft;
  vi.advanceTimersByTime(4000);
  jobs.progress(id, { done: 20, total: 100 });
  expect(left()).toBeCloseTo(16, 5);
  jobs.progress(id, { done: 30, secondsLeft: 3 });
  expect(left()).toBe(3);
  jobs.pause(id);
  jobs.progress(id, { done: 31, secondsLeft: 3 });
  expect(jobs.infos[0]).toMatchObject({ state: 'paused', secondsLeft: null, done: 31 });
  jobs.resume(id);
  jobs.finish(id);
  jobs.cancel(id);
  expect(commands).toEqual(['pause', 'resume', 'finish', 'cancel']);
});

test('only what an operation can is asked of it', () => {
  const id = addEncoding();
  expect(() => jobs.pause(id)).toThrow('"Encoding cats" cannot be paused; cancel it.');
  expect(() => jobs.finish(id)).toThrow('cannot be finished early');
  expect(() => jobs.dismiss(id)).toThrow('is running; cancel it first');
  expect(commands).toEqual([]);
});

test('changes are told ten times a second at most, the last one always, the end at once', () => {
  const id = addEncoding();
  told.length = 0;
  for (let done = 1; done <= 50; done++) {
    jobs.progress(id, { done, total: 50 });
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(200);
  expect(told.length).toBeGreaterThan(2);
  expect(told.length).toBeLessThanOrEqual(6);
  expect(told.at(-1)?.done).toBe(50);
  jobs.note(id, 'one was large');
  jobs.succeed(id, null, '50 images encoded');
  expect(told.at(-1)).toMatchObject({ state: 'done', notes: ['one was large'] });
  jobs.dismiss(id);
  vi.advanceTimersByTime(200);
  expect(dismissed).toEqual([id]);
  expect(told.at(-1)?.state).toBe('done');
});

test('there is room for 16 jobs that run; one that ended or was cut short takes none', () => {
  jobs.addInterrupted({ operation: 'train', title: 'Training on cats' }, 'cut short', {
    goOn: () => '',
    discard: () => {},
  });
  const ids = Array.from({ length: 15 }, addEncoding);
  jobs.checkRoom();
  addEncoding();
  expect(() => jobs.checkRoom()).toThrow(
    '16 jobs are running. Wait for one, or cancel one, then start another.',
  );
  jobs.succeed(ids[3] ?? '', {}, 'done');
  jobs.checkRoom();
});
