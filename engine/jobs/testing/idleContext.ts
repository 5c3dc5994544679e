import type { JobContext } from '../JobContext.ts';

/** A context for a job's code in a test, which tells nobody. @param parts what the test listens to */
export function idleContext<Report = never, Message = never>(
  parts: Partial<JobContext<Report, Message>> = {},
): JobContext<Report, Message> {
  return {
    progress: async () => {},
    note: async () => {},
    report: async () => {},
    post: async () => {},
    onCommand: () => {},
    signal: new AbortController().signal,
    ...parts,
  };
}
