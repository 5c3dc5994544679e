import type { NeighborGraph } from './neighbors/NeighborGraph.ts';

/** A layout in the making: one step after another, its positions to be seen at any time. */
export interface Layout {
  /** [N,dims], centred, changed in place by each step. */
  readonly positions: Float32Array;
  /** Steps taken. */
  readonly done: number;
  /** Steps there are. */
  readonly total: number;
  /** Takes one; nothing where all are taken. */
  step(): void;
}

/** What every layout starts from. */
export interface LayoutInput {
  /** [N,D], finite. */
  readonly latents: Float32Array;
  readonly n: number;
  readonly d: number;
  /** Of every row, itself excluded. */
  readonly neighbors: NeighborGraph;
  readonly dims: 2 | 3;
  /** [N,dims] where the rows begin, PCA for example; only its shape counts, each method has its own size. */
  readonly initial: Float32Array;
  /** The same seed and input give the same layout, to the byte. */
  readonly seed: number;
}
