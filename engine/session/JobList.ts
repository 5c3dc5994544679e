import { randomUUID } from 'node:crypto';
import type { JobInfo, JobKind } from '../../protocol/job.ts';
import { EngineError } from '../../protocol/EngineError.ts';

/** What a listed job can be told. */
export interface JobControls {
  cancel(): void;
  pause?(): void;
  resume?(): void;
  /** Ends it early with the result it has. */
  finish?(): void;
}

/** Changes of one job that are sent to pages: at most this often, and the last one always. */
const TELL_EVERY_MS = 100;

interface Entry {
  info: JobInfo;
  controls: JobControls;
  startedAtMs: number;
  toldAtMs: number;
  timer: ReturnType<typeof setTimeout> | null;
}

/** The jobs a person sees: what runs, and what ended until it is dismissed. */
export class JobList {
  readonly #entries = new Map<string, Entry>();
  readonly #onChange: (job: JobInfo) => void;
  readonly #onDismiss: (id: string) => void;

  constructor(onChange: (job: JobInfo) => void, onDismiss: (id: string) => void) {
    this.#onChange = onChange;
    this.#onDismiss = onDismiss;
  }

  get infos(): JobInfo[] {
    return [...this.#entries.values()].map(({ info }) => ({ ...info }));
  }

  start(kind: JobKind, title: string, controls: JobControls): string {
    const id = randomUUID();
    const info: JobInfo = {
      id,
      kind,
      title,
      state: 'running',
      done: 0,
      total: 0,
      detail: '',
      secondsLeft: null,
    };
    this.#entries.set(id, { info, controls, startedAtMs: performance.now(), toldAtMs: 0, timer: null });
    this.#tell(id, true);
    return id;
  }

  /** Changes what is shown of a job. Without a secondsLeft of its own it is estimated from done and total. */
  update(id: string, change: Partial<Omit<JobInfo, 'id' | 'kind'>>): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    const before = entry.info.state;
    Object.assign(entry.info, change);
    if (change.secondsLeft === undefined && change.done !== undefined) {
      entry.info.secondsLeft = estimateSecondsLeft(entry);
    }
    this.#tell(id, entry.info.state !== before);
  }

  /** The job ended: 'done', 'cancelled', or 'failed' with what to say. */
  end(id: string, error?: unknown): void {
    if (error === undefined) return this.update(id, { state: 'done', secondsLeft: null });
    const data = EngineError.toData(error);
    if (data.code === 'cancelled') this.update(id, { state: 'cancelled', secondsLeft: null });
    else this.update(id, { state: 'failed', error: data, secondsLeft: null });
  }

  isRunning(id: string): boolean {
    const state = this.#entries.get(id)?.info.state;
    return state === 'running' || state === 'paused';
  }

  cancel(id: string): void {
    if (this.isRunning(id)) this.#entry(id).controls.cancel();
  }

  /** @throws EngineError 'bad-request' for a job that cannot be paused */
  pause(id: string): void {
    const { controls, info } = this.#entry(id);
    if (!controls.pause) throw new EngineError('bad-request', `"${info.title}" cannot be paused; cancel it.`);
    if (info.state !== 'running') return;
    controls.pause();
    this.update(id, { state: 'paused', secondsLeft: null });
  }

  resume(id: string): void {
    const { controls, info } = this.#entry(id);
    if (info.state !== 'paused') return;
    controls.resume?.();
    this.update(id, { state: 'running' });
  }

  /** @throws EngineError 'bad-request' for a job that has no result before its end */
  finish(id: string): void {
    const { controls, info } = this.#entry(id);
    if (!controls.finish) {
      throw new EngineError('bad-request', `"${info.title}" cannot be finished early; cancel it.`);
    }
    if (!this.isRunning(id)) return;
    controls.finish();
    this.update(id, { state: 'running', detail: 'finishing', secondsLeft: null });
  }

  /** @throws EngineError 'bad-request' while it runs */
  dismiss(id: string): void {
    if (this.isRunning(id)) {
      throw new EngineError('bad-request', `"${this.#entry(id).info.title}" is running; cancel it first.`);
    }
    const timer = this.#entries.get(id)?.timer;
    if (timer) clearTimeout(timer);
    if (this.#entries.delete(id)) this.#onDismiss(id);
  }

  cancelAll(): void {
    for (const id of this.#entries.keys()) this.cancel(id);
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (!entry) throw new EngineError('not-found', 'That job is no longer listed.');
    return entry;
  }

  #tell(id: string, atOnce: boolean): void {
    const entry = this.#entry(id);
    const wait = entry.toldAtMs + TELL_EVERY_MS - performance.now();
    if (entry.timer && !atOnce) return;
    if (entry.timer) clearTimeout(entry.timer);
    entry.timer = null;
    const tell = () => {
      entry.timer = null;
      entry.toldAtMs = performance.now();
      this.#onChange({ ...entry.info });
    };
    if (atOnce || wait <= 0) tell();
    else entry.timer = setTimeout(tell, wait);
  }
}

/** From the mean speed so far, once there is something to go by. */
function estimateSecondsLeft({ info, startedAtMs }: Entry): number | null {
  const seconds = (performance.now() - startedAtMs) / 1000;
  if (seconds < 1 || info.done === 0 || info.total === 0) return null;
  return (seconds / info.done) * Math.max(0, info.total - info.done);
}
