import type { Random } from '../../engine/random/Random.ts';

/** What one try gives to the code under test, by name: the content of files, of requests or of messages. */
export type FuzzInput = Readonly<Record<string, Uint8Array>>;

/** What a person would read of it. A notice has no code of its own; an error has. */
export interface Told {
  message: string;
  code?: string;
}

/** One way in for what others made. Each file in targets/ exports one as `target`; it runs in a process of its own. */
export interface FuzzTarget {
  /** As its file is called. */
  readonly name: string;
  /** Makes what all tries share. @param folder empty; its own */
  start?(folder: string): Promise<void>;
  /** The same input for the same random numbers. */
  make(random: Random): FuzzInput | Promise<FuzzInput>;
  /**
   * Gives the input to the project's own entry point.
   * @param folder where the input lies as files, alone
   * @returns what was told, in words; what it throws is told too
   */
  run(input: FuzzInput, folder: string): Promise<readonly Told[]>;
  /** Ends what start began. */
  stop?(): Promise<void>;
}

/** @param url of a module that exports `target` */
export async function loadTarget(url: string): Promise<FuzzTarget> {
  const { target } = (await import(url)) as { target?: FuzzTarget };
  if (!target) throw new Error(`${url} exports no "target".`);
  return target;
}
