import process from 'node:process';
import * as v from 'valibot';

/** Tells a restarted engine, as JSON, how the one before it ended. */
export const LAST_END_VARIABLE = 'HOURGLASS_LAST_END';

const endSchema = v.object({
  /** 'SIGABRT', 'exit code 3', or 'unresponsive' for one that was ended since it did not answer. */
  how: v.string(),
  /** How long it had lived, in ms. */
  livedMs: v.number(),
  /** It is one of so many in a short time that nothing is to be opened. */
  startEmpty: v.boolean(),
});

/** How an engine ended, as its supervisor saw it. */
export type LastEnd = v.InferOutput<typeof endSchema>;

/** Null where there is no supervisor that saw one end: a first start, or the whole application ended. */
export function takeLastEnd(): LastEnd | null {
  const given = process.env[LAST_END_VARIABLE];
  delete process.env[LAST_END_VARIABLE];
  if (given === undefined) return null;
  try {
    return v.parse(endSchema, JSON.parse(given));
  } catch {
    return null;
  }
}

const NATIVE_SIGNALS = ['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGTRAP', 'SIGFPE'];
/** Windows' exit codes of a process that its own fault ended: NTSTATUS of severity error. */
const FIRST_FAULT_CODE = 0xc0000000;

/** Whether it ended by a fault of native code or hung, and so would again; not where somebody ended it. */
export function isOwnFault({ how }: LastEnd): boolean {
  if (how === 'unresponsive' || NATIVE_SIGNALS.includes(how)) return true;
  const code = /^exit code (\d+)$/.exec(how)?.[1];
  return code !== undefined && Number(code) >= FIRST_FAULT_CODE;
}
