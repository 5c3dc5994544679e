/**
 * One job in flight, the newest request waiting, everything between dropped before it costs anything. So the answer on
 * screen is never older than one job, however fast requests come.
 */
export class LatestWins<Request, Result> {
  readonly #run: (request: Request) => Promise<Result>;
  readonly #onResult: (result: Result, request: Request) => void;
  /** Must not throw. */
  readonly #onError: (error: unknown, request: Request) => void;
  #waiting: { request: Request } | null = null;
  #busy = false;
  #closed = false;
  #epoch = 0;
  #dropped = 0;
  #idle: PromiseWithResolvers<void> | null = null;

  constructor(
    run: (request: Request) => Promise<Result>,
    onResult: (result: Result, request: Request) => void,
    onError: (error: unknown, request: Request) => void,
  ) {
    this.#run = run;
    this.#onResult = onResult;
    this.#onError = onError;
  }

  /** True while a job is in flight. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Requests replaced by newer ones before they were run. */
  get droppedCount(): number {
    return this.#dropped;
  }

  /** Runs now if nothing is in flight, else takes the place of whatever waits. */
  submit(request: Request): void {
    if (this.#closed) return;
    if (this.#busy) {
      if (this.#waiting) {
        this.#dropped++;
        this.#waiting.request = request;
      } else {
        this.#waiting = { request };
      }
      return;
    }
    this.#busy = true;
    void this.#drain(request);
  }

  /** Drops what waits, and ignores the answer in flight. */
  cancel(): void {
    this.#epoch++;
    if (this.#waiting) this.#dropped++;
    this.#waiting = null;
  }

  /** Resolves when nothing is in flight or waiting. */
  whenIdle(): Promise<void> {
    if (!this.#busy) return Promise.resolve();
    this.#idle ??= Promise.withResolvers<void>();
    return this.#idle.promise;
  }

  /** No further request is run and no further answer reported. */
  dispose(): void {
    this.#closed = true;
    this.cancel();
  }

  async #drain(first: Request): Promise<void> {
    let request = first;
    for (;;) {
      const epoch = this.#epoch;
      // A callback that throws must not stop the line: what it threw is reported as this request's error.
      try {
        const result = await this.#run(request);
        if (epoch === this.#epoch) this.#onResult(result, request);
      } catch (error) {
        if (epoch === this.#epoch) this.#onError(error, request);
      }
      const next = this.#waiting;
      this.#waiting = null;
      if (!next) break;
      request = next.request;
    }
    this.#busy = false;
    this.#idle?.resolve();
    this.#idle = null;
  }
}
