import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { emptyDocument, type HourglassDocument } from '../../../protocol/document.ts';
import { addKeyframes, addPath, changeSegment, emptyPath } from '../../document/pathEdits.ts';
import { PathWork, type PathWorkParts } from './PathWork.svelte.ts';
import type { JobInfo } from '../../../protocol/job.ts';
import type { LatentPath } from '../../../protocol/latentPath.ts';

const START = addKeyframes(addPath(emptyDocument('label'), emptyPath('p', 'Path 1')), 'p', [
  { id: 'a', name: 'a', z: [0] },
  { id: 'b', name: 'b', z: [1] },
]);
const alongData = (document: HourglassDocument) => changeSegment(document, 'p', 'a', { method: 'data' });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A document with one path, and an engine that works out what it is told to. */
class PathWorkCase implements PathWorkParts {
  value: HourglassDocument;
  jobs: readonly JobInfo[] = [];
  readonly started: { path: LatentPath }[] = [];
  readonly cancelled: string[] = [];
  readonly dismissed: string[] = [];
  readonly work: PathWork;

  constructor(document: HourglassDocument) {
    this.value = document;
    this.work = new PathWork(this, () => this.value.paths[0] ?? null);
  }

  get document() {
    return {
      paths: this.value.paths,
      complete: (change: (document: HourglassDocument) => HourglassDocument) => this.edit(change),
    };
  }

  get isUsable(): boolean {
    return true;
  }

  start(path: LatentPath): Promise<string> {
    this.started.push({ path });
    const id = `job ${this.started.length}`;
    this.jobs = [...this.jobs, job(id)];
    return Promise.resolve(id);
  }

  cancel(id: string): Promise<void> {
    this.cancelled.push(id);
    return Promise.resolve();
  }

  dismiss(id: string): void {
    this.dismissed.push(id);
    this.jobs = this.jobs.filter((each) => each.id !== id);
  }

  say(): void {}

  edit(change: (document: HourglassDocument) => HourglassDocument): void {
    this.value = change(this.value);
  }

  /** @param how with these points in the first segment, or not */
  ends(id: string, how: { via: number[][] } | 'cancelled' | 'failed'): void {
    const { path } = this.started.at(-1)!;
    const [first, ...rest] = path.keyframes;
    const ended: Partial<JobInfo> =
      typeof how === 'string'
        ? { state: how, error: { code: 'job-failed', message: 'It failed.' } }
        : {
            state: 'done',
            result: {
              path: { ...path, keyframes: [{ ...first!, segment: { ...first!.segment, ...how } }, ...rest] },
            },
          };
    this.jobs = this.jobs.map((each) => (each.id === id ? { ...each, ...ended } : each));
  }
}

const job = (id: string): JobInfo => ({
  ...{ id, operation: 'interpolate', title: '', state: 'running', done: 0, total: 0, detail: '' },
  ...{ secondsLeft: null, can: { pause: false, finish: false }, notes: [], report: null, result: null },
});

/** What effects do in the page: it is told of what has changed, before and after a while. */
async function passes(made: PathWorkCase): Promise<void> {
  made.work.sync();
  await vi.advanceTimersByTimeAsync(300);
  made.work.sync();
  made.work.sync();
}

it('works out what is lacking, once, and puts it into the document as no edit', async () => {
  const made = new PathWorkCase(START);
  await passes(made);
  expect(made.started).toEqual([]);
  made.edit(alongData);
  await passes(made);
  expect(made.started).toHaveLength(1);
  expect(made.work.job?.state).toBe('running');
  made.ends('job 1', { via: [[0.5]] });
  await passes(made);
  expect(made.document.paths[0]!.keyframes[0]!.segment.via).toEqual([[0.5]]);
  expect([made.work.job, made.work.failure]).toEqual([null, null]);
  expect(made.dismissed).toEqual(['job 1']);
  expect(made.started).toHaveLength(1);
});

it('is cancelled for a path that has become another, and begun anew for that', async () => {
  const made = new PathWorkCase(START);
  made.edit(alongData);
  await passes(made);
  made.edit((document) => addKeyframes(document, 'p', [{ id: 'c', name: 'c', z: [2] }]));
  await passes(made);
  expect(made.cancelled).toEqual(['job 1']);
  expect(made.started).toHaveLength(2);
  expect(made.started[1]!.path.keyframes).toHaveLength(3);
});

it('cancelled or failed, it says so and does not begin again until it is asked to, or the path is another', async () => {
  const made = new PathWorkCase(START);
  made.edit(alongData);
  await passes(made);
  made.ends('job 1', 'cancelled');
  await passes(made);
  expect(made.work.failure).toMatch(/^Cancelled/);
  expect(made.started).toHaveLength(1);
  made.work.retry();
  await passes(made);
  expect(made.started).toHaveLength(2);
  made.ends('job 2', 'failed');
  await passes(made);
  expect(made.work.failure).toBe('It failed.');
  made.edit((document) => changeSegment(document, 'p', 'a', { method: 'metric' }));
  await passes(made);
  expect(made.work.failure).toBeNull();
  expect(made.started).toHaveLength(3);
});
