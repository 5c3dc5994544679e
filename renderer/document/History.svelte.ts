/** Something that was done and can be taken back: in the document, or by calls to the engine. */
export interface Edit {
  /** What undo takes back, in words: 'move Point 2'. */
  readonly label: string;
  undo(): void | Promise<void>;
  redo(): void | Promise<void>;
  /** Consecutive edits of one such word are one step: the clicks of a selection, the steps of a slider. */
  readonly joins?: string;
}

/** A list of edits that is out of use. */
export interface HeldHistory {
  readonly past: readonly Edit[];
  readonly future: readonly Edit[];
}

/** More edits than a sitting makes. */
const HISTORY_LIMIT = 500;

/** Everything that can be undone, in one list. An undo that asks the engine holds the next one back until it is done. */
export class History {
  #past = $state.raw<readonly Edit[]>([]);
  #future = $state.raw<readonly Edit[]>([]);
  /** The newest edit takes no more into itself. */
  #isSealed = false;
  #running: Promise<void> | null = null;
  /** Changes when the list is emptied: what was still running belongs to another document. */
  #generation = 0;

  /** What undo and redo would do, in words, or null. */
  get undoLabel(): string | null {
    return this.#past.at(-1)?.label ?? null;
  }

  get redoLabel(): string | null {
    return this.#future.at(-1)?.label ?? null;
  }

  /** What was done, in words, oldest first; `past` of them are not taken back. */
  get steps(): { labels: string[]; past: number } {
    const labels = [...this.#past, ...this.#future.toReversed()].map(({ label }) => label);
    return { labels, past: this.#past.length };
  }

  /** Takes note of an edit that was just made. What could be redone is forgotten. */
  add(edit: Edit): void {
    const newest = this.#past.at(-1);
    const joins = newest && edit.joins !== undefined && edit.joins === newest.joins && !this.#isSealed;
    this.#past = joins
      ? [...this.#past.slice(0, -1), { ...edit, undo: () => newest.undo() }]
      : [...this.#past, edit].slice(-HISTORY_LIMIT);
    this.#future = [];
    this.#isSealed = false;
  }

  /** The next edit is a step of its own, whatever it joins: the hand has let go. */
  seal(): void {
    this.#isSealed = true;
  }

  /** Rejects where the engine could not do it; the edit then stays where it was. */
  undo(): Promise<void> {
    return this.#afterRunning(() => this.#undo());
  }

  redo(): Promise<void> {
    return this.#afterRunning(() => this.#redo());
  }

  /** Takes the whole list away, to be put back later. */
  take(): HeldHistory {
    const held = { past: this.#past, future: this.#future };
    this.clear();
    return held;
  }

  /** Puts a list that was taken in the place of this one. */
  put({ past, future }: HeldHistory): void {
    this.clear();
    this.#past = past;
    this.#future = future;
    this.#isSealed = true;
  }

  clear(): void {
    this.#past = [];
    this.#future = [];
    this.#generation++;
  }

  #undo(): void | Promise<void> {
    const edit = this.#past.at(-1);
    if (!edit) return;
    this.#isSealed = true;
    return this.#step(
      () => edit.undo(),
      () => {
        this.#past = this.#past.filter((each) => each !== edit);
        this.#future = [...this.#future, edit];
      },
    );
  }

  #redo(): void | Promise<void> {
    const edit = this.#future.at(-1);
    if (!edit) return;
    this.#isSealed = true;
    return this.#step(
      () => edit.redo(),
      () => {
        this.#future = this.#future.filter((each) => each !== edit);
        this.#past = [...this.#past, edit];
      },
    );
  }

  /** Moves the edit to the other list once it is done: at once, unless it waits for the engine. */
  #step(work: () => void | Promise<void>, done: () => void): void | Promise<void> {
    const generation = this.#generation;
    const working = work();
    if (!working) return done();
    return working.then(() => {
      if (generation === this.#generation) done();
    });
  }

  #afterRunning(step: () => void | Promise<void>): Promise<void> {
    const working = this.#running ? this.#running.then(step, step) : step();
    if (!working) return Promise.resolve();
    const running = working.finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }
}
