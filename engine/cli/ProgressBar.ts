import { timeLeftWords } from '../../protocol/job.ts';
import { estimateSecondsLeft } from '../jobs/estimateSecondsLeft.ts';
import type { JobProgress } from '../jobs/JobContext.ts';
import type { CommandIo } from './CommandIo.ts';

const REDRAW_MS = 100;
const MOST_CELLS = 24;
const FEWEST_CELLS = 8;
const CLEAR_LINE = '\r\u001b[K';

/** A line of progress on standard error, drawn over itself; nothing where that is no terminal. */
export class ProgressBar {
  readonly #stream: CommandIo['stderr'];
  readonly #verb: string;
  readonly #startedAtMs = performance.now();
  #last: JobProgress = {};
  #drawnAtMs = -Infinity;

  /** @param verb what is done: 'Encoding' */
  constructor({ stderr }: CommandIo, verb: string) {
    this.#stream = stderr;
    this.#verb = verb;
  }

  update(progress: JobProgress): void {
    this.#last = { ...this.#last, secondsLeft: undefined, ...progress };
    const now = performance.now();
    const { done = 0, total = 0 } = this.#last;
    if (this.#stream.isTTY !== true || (done < total && now - this.#drawnAtMs < REDRAW_MS)) return;
    this.#drawnAtMs = now;
    const words = this.#words((now - this.#startedAtMs) / 1000);
    const room = (this.#stream.columns ?? 80) - 1;
    const cells = Math.max(FEWEST_CELLS, Math.min(MOST_CELLS, room - this.#verb.length - words.length - 4));
    const filled = total > 0 ? Math.round(cells * Math.min(1, done / total)) : 0;
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(cells - filled)}]`;
    this.#stream.write(`${CLEAR_LINE}${`${this.#verb} ${bar} ${words}`.slice(0, room)}`);
  }

  /** Takes the line away. Can be called twice. */
  end(): void {
    if (this.#drawnAtMs > -Infinity) this.#stream.write(CLEAR_LINE);
    this.#drawnAtMs = -Infinity;
  }

  #words(seconds: number): string {
    const { done = 0, total = 0, detail, secondsLeft, mayEndSooner } = this.#last;
    const perSecond = Math.round(done / Math.max(seconds, 1e-3));
    const counts = `${done.toLocaleString('en')}/${total.toLocaleString('en')} (${perSecond.toLocaleString('en')}/s)`;
    const left = timeLeftWords({
      secondsLeft: secondsLeft ?? estimateSecondsLeft(done, total, seconds),
      mayEndSooner: mayEndSooner ?? false,
    });
    return `${detail ?? counts}${left === null || done >= total ? '' : `, ${left}`}`;
  }
}
