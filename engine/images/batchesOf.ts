const FIRST_BATCH = 16;
const LARGEST_BATCH = 256;
const MAX_BATCH_BYTES = 8 * 1024 * 1024;

/**
 * Splits items into batches that double from a small first one, so that the first result is quick and the last ones are
 * efficient, as long as a batch's pixels stay within a few megabytes. Takes no more of the items than were asked for.
 */
export function* batchesOf<T>(items: Iterable<T>, itemBytes: number): Generator<readonly T[]> {
  const largest = Math.max(1, Math.min(LARGEST_BATCH, Math.floor(MAX_BATCH_BYTES / itemBytes)));
  let size = Math.min(FIRST_BATCH, largest);
  let batch: T[] = [];
  for (const item of items) {
    if (batch.push(item) < size) continue;
    yield batch;
    batch = [];
    size = Math.min(size * 2, largest);
  }
  if (batch.length > 0) yield batch;
}
