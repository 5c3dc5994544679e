import { EngineError } from '../../protocol/EngineError.ts';
import type { ErrorData } from '../../protocol/errors.ts';

export interface Notice {
  id: number;
  error: ErrorData;
}

/** More than this at once nobody reads. */
const SHOWN = 4;
const REMARK_MS = 4000;

/** What a person is told: failures, which stay until they are dismissed, and remarks, which pass. */
export class Notices {
  #shown = $state.raw<readonly Notice[]>([]);
  #remark = $state<string | null>(null);
  #next = 1;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get shown(): readonly Notice[] {
    return this.#shown;
  }

  /** Why what was just asked for is not possible, in words. */
  get remark(): string | null {
    return this.#remark;
  }

  notify(error: unknown): void {
    const data = EngineError.toData(error);
    // A cancelled call is what the person asked for, and the banner tells of a lost engine.
    if (data.code === 'cancelled' || data.code === 'engine-lost') return;
    const others = this.#shown.filter((notice) => notice.error.message !== data.message);
    this.#shown = [...others, { id: this.#next++, error: data }].slice(-SHOWN);
  }

  /** Says something for a moment. */
  say(words: string): void {
    this.#remark = words;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.hush(), REMARK_MS);
  }

  /** What was said has been done. */
  hush(): void {
    this.#remark = null;
    clearTimeout(this.#timer);
  }

  dismiss(id: number): void {
    this.#shown = this.#shown.filter((notice) => notice.id !== id);
  }

  clear(): void {
    this.#shown = [];
  }
}
