const FIRST_BATCH = 16;
const LARGEST_BATCH = 256;
const MAX_BATCH_BYTES = 8 * 1024 * 1024;

/**
 * Splits items into batches that double from a small first one, so that the first result is quick and the last ones are
 * efficient, as long as a batch's pixels stay within a few megabytes.
 */
export function* batchesOf<T>(items: readonly T[], itemBytes: number): Generator<readonly T[]> {
  const largest = Math.max(1, Math.min(LARGEST_BATCH, Math.floor(MAX_BATCH_BYTES / itemBytes)));
  let size = Math.min(FIRST_BATCH, largest);
  for (let from = 0; from < items.length;) {
    yield items.slice(from, from + size);
    from += size;
    size = Math.min(size * 2, largest);
  }
}
