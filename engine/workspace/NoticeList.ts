import { EngineError } from '../../protocol/EngineError.ts';
import type { ErrorData } from '../../protocol/errors.ts';

const MAX_KEPT = 20;
/** The same words again within this long are the same fault still: a full disk fails every write. */
const QUIET_MS = 30_000;

/** What a person is told that no call of theirs asked for; the newest are kept for pages that come later. */
export class NoticeList {
  readonly #onTell: (notice: ErrorData) => void;
  readonly #now: () => number;
  readonly #kept: ErrorData[] = [];
  /** By its words: when it was told last. */
  readonly #toldAtMs = new Map<string, number>();

  /** @param now a clock that is never set back, in ms */
  constructor(onTell: (notice: ErrorData) => void, now: () => number = () => performance.now()) {
    this.#onTell = onTell;
    this.#now = now;
  }

  get kept(): ErrorData[] {
    return [...this.#kept];
  }

  /** Tells a failure, once however often it comes; one that a person asked for, a cancellation, not at all. */
  add(failure: unknown): void {
    const notice = EngineError.toData(failure);
    if (notice.code === 'cancelled') return;
    const now = this.#now();
    for (const [words, at] of this.#toldAtMs) if (now - at >= QUIET_MS) this.#toldAtMs.delete(words);
    if (this.#toldAtMs.has(notice.message)) return;
    this.#toldAtMs.set(notice.message, now);
    const before = this.#kept.findIndex(({ message }) => message === notice.message);
    if (before >= 0) this.#kept.splice(before, 1);
    this.#kept.push(notice);
    if (this.#kept.length > MAX_KEPT) this.#kept.shift();
    this.#onTell(notice);
  }
}
