/** What a command writes to and how it is told to stop. `process` with a signal is one. */
export interface CommandIo {
  /** The result: text for a person, or with --json one object and nothing else. */
  stdout: { write(text: string): unknown };
  /** Words on the way: warnings, and progress where it is a terminal. */
  stderr: { write(text: string): unknown; isTTY?: boolean; columns?: number };
  /** Aborted when the person presses Ctrl+C. */
  signal: AbortSignal;
}

/** Wrong usage: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
