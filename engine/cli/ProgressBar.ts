import type { CommandIo } from './CommandIo.ts';

const REDRAW_MS = 100;

/** A line of progress on standard error, drawn over itself; nothing where that is no terminal. */
export class ProgressBar {
  readonly #io: CommandIo;
  readonly #verb: string;
  readonly #startedAtMs = performance.now();
  #drawnAtMs = -Infinity;

  /** @param verb what is done: 'Encoding' */
  constructor(io: CommandIo, verb: string) {
    this.#io = io;
    this.#verb = verb;
  }

  update(done: number, total: number): void {
    const now = performance.now();
    if (this.#io.stderr.isTTY !== true || (done < total && now - this.#drawnAtMs < REDRAW_MS)) return;
    this.#drawnAtMs = now;
    const seconds = (now - this.#startedAtMs) / 1000;
    const perSecond = done / Math.max(seconds, 1e-3);
    const left =
      done > 0 && seconds > 1 && done < total ? `, ${formatSeconds((total - done) / perSecond)} left` : '';
    const words = ` ${done.toLocaleString('en')}/${total.toLocaleString('en')} (${Math.round(perSecond).toLocaleString('en')}/s${left})`;
    const width = Math.max(
      8,
      Math.min(40, (this.#io.stderr.columns ?? 80) - this.#verb.length - words.length - 3),
    );
    const filled = Math.round(width * Math.min(1, done / Math.max(total, 1)));
    this.#io.stderr.write(
      `\r${this.#verb} ${'█'.repeat(filled)}${'░'.repeat(width - filled)}${words}\u001b[K`,
    );
  }

  /** Takes the line away. Can be called twice. */
  end(): void {
    if (this.#io.stderr.isTTY && this.#drawnAtMs > -Infinity) this.#io.stderr.write('\r\u001b[K');
    this.#drawnAtMs = -Infinity;
  }
}

function formatSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
