import type { DistanceMetric } from '../../../protocol/wire.ts';
import type { CollectionStore } from '../CollectionStore.ts';
import type { StoreCursor } from '../StoreInfo.ts';

/** z that are read at once, and measured between two readings: about a millisecond of work. */
const VALUES_AT_ONCE = 1024 * 1024;

/**
 * How far each row's z is from one: ‖zᵢ − z‖₂, or 1 − the cosine of the angle between them, 0..2 and 1 for a z of zeros. [n]
 * float64, NaN where a z holds no number. Read piece by piece, so that the
 * engine answers meanwhile and memory stays small whatever the number of rows.
 * @param z [D]
 * @param signal ends it between two pieces
 */
export async function distancesFrom(
  store: Pick<CollectionStore, 'latents' | 'latentSize'> & { readonly cursor: Pick<StoreCursor, 'rows'> },
  z: Float32Array,
  metric: DistanceMetric = 'l2',
  signal?: AbortSignal,
): Promise<Float64Array<ArrayBuffer>> {
  const { latentSize } = store;
  const { rows } = store.cursor;
  const distances = new Float64Array(rows);
  const rowsAtOnce = Math.max(1, Math.floor(VALUES_AT_ONCE / latentSize));
  for (let from = 0; from < rows; from += rowsAtOnce) {
    signal?.throwIfAborted();
    const to = Math.min(rows, from + rowsAtOnce);
    const latents = await store.latents(from, to);
    if (metric === 'cosine') {
      measureAngles(latents, z, distances.subarray(from, to));
      continue;
    }
    for (let row = from, at = 0; row < to; row++) {
      let sum = 0;
      for (let d = 0; d < latentSize; d++, at++) {
        const difference = latents[at]! - z[d]!;
        sum += difference * difference;
      }
      distances[row] = Math.sqrt(sum);
    }
  }
  return distances;
}

/**
 * @param latents [n,D]
 * @param out [n], written
 */
function measureAngles(latents: Float32Array, z: Float32Array, out: Float64Array): void {
  let squares = 0;
  for (const value of z) squares += value * value;
  for (let row = 0, at = 0; row < out.length; row++) {
    let product = 0;
    let own = 0;
    for (let d = 0; d < z.length; d++, at++) {
      product += latents[at]! * z[d]!;
      own += latents[at]! ** 2;
    }
    const lengths = Math.sqrt(own * squares);
    out[row] = lengths === 0 ? 1 : 1 - product / lengths;
  }
}
