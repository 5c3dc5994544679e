import { Random } from '../../random/Random.ts';
import type { Layout, LayoutInput } from '../Layout.ts';
import { symmetricGraph, type SymmetricGraph } from '../neighbors/symmetricGraph.ts';
import { startSpatial } from '../startSpatial.ts';
import { writeCentred } from '../writeCentred.ts';
import { fitCurve } from './fitCurve.ts';
import { ForceTable, LARGEST_MOVE } from './ForceTable.ts';
import { fuzzyWeights } from './fuzzyWeights.ts';

export interface UmapOptions {
  /** How near points may come, 0..1. Less packs them more densely. */
  minDistance: number;
  /** Epochs; 500 up to 10,000 rows and 200 above, when absent. */
  steps?: number;
}

/** The scale of the layout, in which minDistance is meant. */
const SPREAD = 1;
/** Deviation of the widest axis at the start, where the reference has a box of 20. */
const START_DEVIATION = 5;
const FEW_ROWS = 10_000;
const EPOCHS_OF_FEW = 500;
const EPOCHS_OF_MANY = 200;
/** Rows pushed away for each that is pulled. */
const PUSHES = 5;

/**
 * UMAP (McInnes, Healy and Melville 2018): pairs of neighbours pull, as often as they weigh, and random rows push, with a rate that falls
 * to 0 over the epochs.
 */
export function startUmap(input: LayoutInput, { minDistance, steps }: UmapOptions): Layout {
  const { n, neighbors } = input;
  const epochs = steps ?? (n <= FEW_ROWS ? EPOCHS_OF_FEW : EPOCHS_OF_MANY);
  // Of two independent ways to be neighbours, at least one (the probabilistic t-conorm).
  const graph = symmetricGraph(
    neighbors,
    n,
    fuzzyWeights(neighbors, n),
    (one, other) => one + other - one * other,
  );
  return new UmapLayout(input, graph, new ForceTable(fitCurve(minDistance, SPREAD)), epochs);
}

class UmapLayout implements Layout {
  readonly positions: Float32Array;
  readonly total: number;
  done = 0;
  readonly #input: LayoutInput;
  readonly #graph: SymmetricGraph;
  readonly #table: ForceTable;
  readonly #random: Random;
  readonly #spatial: Float64Array;
  /** Epochs from one pull of an edge to the next. */
  readonly #periods: Float64Array;
  /** The epoch at which an edge pulls next. */
  readonly #next: Float64Array;

  constructor(input: LayoutInput, graph: SymmetricGraph, table: ForceTable, epochs: number) {
    this.#input = input;
    this.#graph = graph;
    this.#table = table;
    this.total = epochs;
    this.#random = new Random('umap', input.seed);
    this.#spatial = startSpatial(input, START_DEVIATION);
    this.positions = new Float32Array(input.n * input.dims);
    const strongest = graph.weights.reduce((most, weight) => Math.max(most, weight), 0);
    // One that would not pull within all epochs never does: its first turn comes after them.
    this.#periods = graph.weights.map((weight) => strongest / weight);
    this.#next = this.#periods.slice();
    writeCentred(this.#spatial, this.positions, input.n, input.dims);
  }

  step(): void {
    if (this.done >= this.total) return;
    const rate = 1 - this.done / this.total;
    this.done += 1;
    const { n, dims } = this.#input;
    if (n > 1) this.#epoch(rate);
    writeCentred(this.#spatial, this.positions, n, dims);
  }

  #epoch(rate: number): void {
    const { n, starts, columns } = this.#graph;
    const [spatial, table, periods, next] = [this.#spatial, this.#table, this.#periods, this.#next];
    const { pull, push, steepBelow } = table;
    const epoch = this.done;
    // Marsaglia's xorshift32, here in the loop: a call for each of millions of draws costs more than all else in it.
    let state = this.#random.uint32() | 1;
    const rowsPerDraw = n / 0x1_0000_0000;
    for (let row = 0; row < n; row++) {
      const own = row * 3;
      let x = spatial[own]!;
      let y = spatial[own + 1]!;
      let z = spatial[own + 2]!;
      for (let edge = starts[row]!; edge < starts[row + 1]!; edge++) {
        if (next[edge]! > epoch) continue;
        next[edge]! += periods[edge]!;
        const other = columns[edge]! * 3;
        let dx = x - spatial[other]!;
        let dy = y - spatial[other + 1]!;
        let dz = z - spatial[other + 2]!;
        let square = dx * dx + dy * dy + dz * dz;
        if (square > 0) {
          const force = pull[table.at(square)]! * rate;
          dx *= force;
          dy *= force;
          dz *= force;
          x += dx;
          y += dy;
          z += dz;
          spatial[other]! -= dx;
          spatial[other + 1]! -= dy;
          spatial[other + 2]! -= dz;
        }
        for (let i = 0; i < PUSHES; i++) {
          state ^= state << 13;
          state ^= state >>> 17;
          state ^= state << 5;
          const far = (((state >>> 0) * rowsPerDraw) | 0) * 3;
          dx = x - spatial[far]!;
          dy = y - spatial[far + 1]!;
          dz = z - spatial[far + 2]!;
          square = dx * dx + dy * dy + dz * dz;
          const force = push[table.at(square)]!;
          if (square < steepBelow) {
            x += limited(force * dx) * rate;
            y += limited(force * dy) * rate;
            z += limited(force * dz) * rate;
          } else {
            x += force * dx * rate;
            y += force * dy * rate;
            z += force * dz * rate;
          }
        }
      }
      spatial[own] = x;
      spatial[own + 1] = y;
      spatial[own + 2] = z;
    }
  }
}

function limited(move: number): number {
  return move > LARGEST_MOVE ? LARGEST_MOVE : move < -LARGEST_MOVE ? -LARGEST_MOVE : move;
}
