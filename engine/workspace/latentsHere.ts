import type { CollectionStore } from '../store/CollectionStore.ts';
import type { StoreCursor } from '../store/StoreInfo.ts';

/** More rows than this say no more of means, axes and histograms: of a larger collection every so manyth row is taken. */
const ROWS_MOST = 250_000;
const ROWS_AT_ONCE = 32_768;

/**
 * z of the rows whose file is there, for what is fitted to all of them: [n,D]. Read piece by piece, so that the engine
 * answers meanwhile.
 */
export async function latentsHere(
  store: CollectionStore,
  { rows, gone }: Pick<StoreCursor, 'rows' | 'gone'>,
): Promise<Float32Array<ArrayBuffer>> {
  const { latentSize } = store;
  const stride = Math.ceil(Math.max(1, (rows - gone) / ROWS_MOST));
  const latents = new Float32Array(Math.ceil(rows / stride) * latentSize);
  let count = 0;
  for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
    const to = Math.min(rows, from + ROWS_AT_ONCE);
    const piece = await store.latents(from, to);
    const states = gone > 0 ? store.states(from, to) : null;
    // Rows that are left out are the same ones at every reading.
    for (let row = from + ((stride - (from % stride)) % stride); row < to; row += stride) {
      if (states?.[row - from]) continue;
      const at = (row - from) * latentSize;
      latents.set(piece.subarray(at, at + latentSize), count * latentSize);
      count += 1;
    }
  }
  return latents.subarray(0, count * latentSize);
}
