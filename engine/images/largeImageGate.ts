let last: Promise<unknown> = Promise.resolve();

/** Runs one job at a time: two images of a hundred megapixels at once would need the memory of both. */
export function largeImageGate<T>(job: () => Promise<T>): Promise<T> {
  const run = last.then(job, job);
  last = run.catch(() => {});
  return run;
}
