/** The k nearest rows of each of M queries. */
export interface NeighborGraph {
  /** How many each has: what was asked for, or all there are. */
  readonly k: number;
  /** [M,k] row numbers, nearest first, those equally far by row number. */
  readonly indices: Uint32Array;
  /** [M,k], in the metric asked for. */
  readonly distances: Float32Array;
}

/** What a graph is made with. */
export type NeighborMetric = 'l2' | 'cosine';

export interface NeighborOptions {
  signal?: AbortSignal;
  /** Told after each block of rows. */
  onProgress?: (done: number, total: number) => void;
}
