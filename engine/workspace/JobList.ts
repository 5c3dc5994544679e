import { randomUUID } from 'node:crypto';
import { EngineError } from '../../protocol/EngineError.ts';
import { isActive, type JobInfo, type JobQuestion } from '../../protocol/job.ts';
import { estimateSecondsLeft } from '../jobs/estimateSecondsLeft.ts';
import type { JobCommand, JobProgress } from '../jobs/JobContext.ts';

/** How a listed job is reached. */
export interface JobControls {
  /** The person wants nothing of it kept. */
  cancel(): void;
  /** The engine ends. Resolves when the job has ended; cancel() where it is absent. */
  end?(): Promise<void>;
  answer?(folder: string | null): void;
  /** 'finish' ends it early with the result it has. */
  command(command: JobCommand): void;
  interrupted?: InterruptedControls;
  /** It was taken off the list. */
  dismissed?(): void;
}

/** What can be done with a job that was cut short. */
export interface InterruptedControls {
  /** Begins it again where it was, as another job. @returns that one's id */
  goOn(): string;
  /** Removes what was kept of it. Throws where another process goes on with it. */
  discard(): void;
}

/** Changes of one job that are sent to pages: at most this often, and the last one always. */
const TELL_EVERY_MS = 100;

/** Started by a page: more would only take processor and memory from one another. */
const MOST_ACTIVE = 16;

interface Entry {
  info: JobInfo;
  controls: JobControls;
  startedAtMs: number;
  toldAtMs: number;
  timer: ReturnType<typeof setTimeout> | null;
}

/** The jobs a person sees, whichever they are: what runs, and what ended until it is dismissed. */
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

  /** The job of an operation that is running or paused, if one is. */
  activeOf(operation: JobInfo['operation']): JobInfo | null {
    return this.infos.find((info) => info.operation === operation && isActive(info)) ?? null;
  }

  /** @throws EngineError 'bad-request' when so many jobs run that no more may be started: each is a process of its own */
  checkRoom(): void {
    if (this.infos.filter(isActive).length < MOST_ACTIVE) return;
    throw new EngineError(
      'bad-request',
      `${MOST_ACTIVE} jobs are running. Wait for one, or cancel one, then start another.`,
    );
  }

  /** @returns the job's id */
  add(facts: Pick<JobInfo, 'operation' | 'title' | 'can'>, controls: JobControls): string {
    return this.#list({ ...facts, state: 'running', detail: '' }, controls);
  }

  /**
   * Lists a job that was cut short.
   * @param detail what became of it, for the person
   * @returns its id
   */
  addInterrupted(
    facts: Pick<JobInfo, 'operation' | 'title'>,
    detail: string,
    interrupted: InterruptedControls,
  ): string {
    const controls: JobControls = { cancel: () => {}, command: () => {}, interrupted };
    const can = { pause: false, finish: false };
    return this.#list({ ...facts, can, state: 'interrupted', detail }, controls);
  }

  /**
   * Lists a job that ended well before this engine began.
   * @param words the result for a person
   * @returns its id
   */
  addDone(
    facts: Pick<JobInfo, 'operation' | 'title'>,
    { report, result, words }: { report: unknown; result: unknown; words: string },
  ): string {
    const can = { pause: false, finish: false };
    const id = this.#list(
      { ...facts, can, state: 'done', detail: words },
      { cancel: () => {}, command: () => {} },
    );
    this.#change(id, { report, result }, true);
    return id;
  }

  /** Calls back once a job is taken off the list. */
  whenDismissed(id: string, dismissed: () => void): void {
    const entry = this.#entries.get(id);
    if (entry) entry.controls = { ...entry.controls, dismissed };
  }

  /** Without a secondsLeft of its own it is estimated from done and total. A paused job has none. */
  progress(id: string, progress: JobProgress): void {
    const entry = this.#entries.get(id);
    if (!entry || !isActive(entry.info)) return;
    Object.assign(entry.info, progress);
    const { state, done, total } = entry.info;
    if (state === 'paused') entry.info.secondsLeft = null;
    else if (progress.secondsLeft === undefined && progress.done !== undefined) {
      const elapsedSeconds = (performance.now() - entry.startedAtMs) / 1000;
      entry.info.secondsLeft = estimateSecondsLeft(done, total, elapsedSeconds);
    }
    this.#tell(id, false);
  }

  note(id: string, words: string): void {
    const notes = this.#entries.get(id)?.info.notes;
    if (notes) this.#change(id, { notes: [...notes, words] }, false);
  }

  report(id: string, report: unknown): void {
    this.#change(id, { report }, false);
  }

  /** The job waits for a folder. */
  ask(id: string, question: JobQuestion): void {
    this.#change(id, { question, secondsLeft: null }, true);
  }

  /**
   * @param folder null: the one that failed, once more
   * @throws EngineError 'bad-request' for a job that asks nothing
   */
  answer(id: string, folder: string | null): void {
    const { controls, info } = this.#entry(id);
    if (!info.question || !controls.answer) {
      throw new EngineError('bad-request', `"${info.title}" asks for no folder.`);
    }
    controls.answer(folder);
    this.#change(id, { question: undefined }, true);
  }

  /** @param words the result for a person */
  succeed(id: string, result: unknown, words: string): void {
    this.#change(id, { state: 'done', result, detail: words, secondsLeft: null, question: undefined }, true);
  }

  fail(id: string, thrown: unknown): void {
    const error = EngineError.toData(thrown);
    const ended = { secondsLeft: null, question: undefined };
    if (error.code === 'cancelled') this.#change(id, { ...ended, state: 'cancelled' }, true);
    else this.#change(id, { ...ended, state: 'failed', error }, true);
  }

  cancel(id: string): void {
    if (this.#isActive(id)) this.#entry(id).controls.cancel();
  }

  /** @throws EngineError 'bad-request' for a job that cannot be paused */
  pause(id: string): void {
    const { controls, info } = this.#entry(id);
    if (!info.can.pause) throw new EngineError('bad-request', `"${info.title}" cannot be paused; cancel it.`);
    if (info.state !== 'running') return;
    controls.command('pause');
    this.#change(id, { state: 'paused', secondsLeft: null }, true);
  }

  resume(id: string): void {
    const { controls, info } = this.#entry(id);
    if (info.state !== 'paused') return;
    controls.command('resume');
    this.#change(id, { state: 'running' }, true);
  }

  /** @throws EngineError 'bad-request' for a job that has no result before its end */
  finish(id: string): void {
    const { controls, info } = this.#entry(id);
    if (!info.can.finish) {
      throw new EngineError('bad-request', `"${info.title}" cannot be finished early; cancel it.`);
    }
    if (!isActive(info)) return;
    controls.command('finish');
    this.#change(id, { state: 'running', detail: 'finishing', secondsLeft: null }, true);
  }

  /**
   * Goes on with a job that was cut short.
   * @returns the id of the job that does
   * @throws EngineError 'bad-request' for any other, or where it cannot be started now
   */
  goOn(id: string): string {
    const { controls, info } = this.#entry(id);
    if (!controls.interrupted) {
      throw new EngineError('bad-request', `"${info.title}" was not cut short; start it again.`);
    }
    const goesOn = controls.interrupted.goOn();
    this.#remove(id);
    return goesOn;
  }

  /**
   * Takes a job off the list; what was kept of one that was cut short is discarded.
   * @throws EngineError 'bad-request' while it runs, 'in-use' while another process goes on with it
   */
  dismiss(id: string): void {
    if (this.#isActive(id)) {
      throw new EngineError('bad-request', `"${this.#entry(id).info.title}" is running; cancel it first.`);
    }
    const controls = this.#entries.get(id)?.controls;
    controls?.interrupted?.discard();
    this.#remove(id);
    controls?.dismissed?.();
  }

  #list(
    facts: Pick<JobInfo, 'operation' | 'title' | 'can' | 'state' | 'detail'>,
    controls: JobControls,
  ): string {
    const id = randomUUID();
    const info: JobInfo = {
      id,
      ...facts,
      done: 0,
      total: 0,
      secondsLeft: null,
      notes: [],
      report: null,
      result: null,
    };
    this.#entries.set(id, { info, controls, startedAtMs: performance.now(), toldAtMs: 0, timer: null });
    this.#tell(id, true);
    return id;
  }

  #remove(id: string): void {
    const timer = this.#entries.get(id)?.timer;
    if (timer) clearTimeout(timer);
    if (this.#entries.delete(id)) this.#onDismiss(id);
  }

  /** What began is ended, and what can be gone on with is kept. Resolves when that is done. */
  async endAll(): Promise<void> {
    const active = [...this.#entries.values()].filter(({ info }) => isActive(info));
    await Promise.all(active.map(({ controls }) => (controls.end ? controls.end() : controls.cancel())));
  }

  #isActive(id: string): boolean {
    const info = this.#entries.get(id)?.info;
    return info !== undefined && isActive(info);
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (!entry) throw new EngineError('not-found', 'That job is no longer listed.');
    return entry;
  }

  #change(id: string, change: Partial<JobInfo>, atOnce: boolean): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    Object.assign(entry.info, change);
    this.#tell(id, atOnce);
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
