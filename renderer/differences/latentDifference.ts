/** One latent dimension of two z. */
export interface DimensionDifference {
  /** From 0. */
  d: number;
  a: number;
  b: number;
  /** b − a */
  difference: number;
  /** The same in the collection's standard deviations of that dimension; null where it has none. */
  deviations: number | null;
}

export const LATENT_ORDERS = ['largest', 'index'] as const;
export type LatentOrder = (typeof LATENT_ORDERS)[number];

/**
 * Where two z differ, dimension by dimension.
 * @param a [D] float32
 * @param b [D] float32
 * @param std [D] standard deviations in the collection; null while they are not known
 * @param order 'largest' difference first, in standard deviations where they are known
 */
export function latentDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  std: ArrayLike<number> | null,
  order: LatentOrder,
): DimensionDifference[] {
  const all = Array.from({ length: Math.min(a.length, b.length) }, (_, d): DimensionDifference => {
    const from = a[d] ?? NaN;
    const to = b[d] ?? NaN;
    const spread = std?.[d] ?? 0;
    return { d, a: from, b: to, difference: to - from, deviations: spread > 0 ? (to - from) / spread : null };
  });
  if (order === 'index') return all;
  // Of a dimension that is the same everywhere nothing can be said in standard deviations: it goes last.
  const size = ({ difference, deviations }: DimensionDifference) =>
    std ? Math.abs(deviations ?? 0) : Math.abs(difference);
  return all.sort((one, other) => size(other) - size(one));
}

/** Cosine of the angle between two z as seen from the origin, −1..1; null where one of them has no direction. */
export function cosineOf(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let d = 0; d < a.length; d++) {
    const [from, to] = [a[d] ?? 0, b[d] ?? 0];
    product += from * to;
    squaresA += from * from;
    squaresB += to * to;
  }
  const lengths = Math.sqrt(squaresA) * Math.sqrt(squaresB);
  return lengths > 0 ? Math.min(1, Math.max(-1, product / lengths)) : null;
}
