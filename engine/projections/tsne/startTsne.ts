import type { Layout, LayoutInput } from '../Layout.ts';
import { symmetricGraph, type SymmetricGraph } from '../neighbors/symmetricGraph.ts';
import { startSpatial } from '../startSpatial.ts';
import { writeCentred } from '../writeCentred.ts';
import { perplexityWeights } from './perplexityWeights.ts';
import { RepulsionTree } from './RepulsionTree.ts';
import { tsneGradient } from './tsneGradient.ts';

export interface TsneOptions {
  /** How many neighbours each row is to have, about: 5..100. The graph holds three times as many. */
  perplexity: number;
  /** Steps in all, a third of them with exaggeration; 750 when absent. */
  steps?: number;
  /** How coarsely what is far is summed up; 0 is exact. */
  theta?: number;
}

const STEPS = 750;
/**
 * Measured from the nearest corner of a leaf, this errs half as much as 0.5 measured from each point
 * (docs/decisions/projections.md).
 */
const THETA = 0.7;
/** Of the widest axis, so that at the start nothing is far from anything (Kobak and Berens 2019). */
const START_DEVIATION = 1e-4;
/** Of p in the first third, so that neighbours find each other before the room between fills. */
const EARLY_EXAGGERATION = 12;
const EARLY_SHARE = 1 / 3;
const MOMENTUM = 0.8;
/** No row moves farther in a step. */
const LONGEST_MOVE = 5;
const LEAST_GAIN = 0.01;

/**
 * t-SNE (van der Maaten and Hinton 2008) from the start given, its learning rate N over the exaggeration (Belkina et al. 2019), as openTSNE
 * has it.
 */
export function startTsne(
  input: LayoutInput,
  { perplexity, steps = STEPS, theta = THETA }: TsneOptions,
): Layout {
  const { n, neighbors } = input;
  const similarities = symmetricGraph(
    neighbors,
    n,
    perplexityWeights(neighbors, n, Math.min(perplexity, neighbors.k / 3)),
    (one, other) => (one + other) / (2 * n),
  );
  return new TsneLayout(input, similarities, steps, theta);
}

class TsneLayout implements Layout {
  readonly positions: Float32Array;
  readonly total: number;
  done = 0;
  readonly #input: LayoutInput;
  readonly #similarities: SymmetricGraph;
  readonly #tree: RepulsionTree;
  readonly #spatial: Float64Array;
  readonly #gradient: Float64Array;
  readonly #moves: Float64Array;
  readonly #gains: Float64Array;

  constructor(input: LayoutInput, similarities: SymmetricGraph, steps: number, theta: number) {
    const { n, dims } = input;
    this.#input = input;
    this.#similarities = similarities;
    this.total = steps;
    this.#tree = new RepulsionTree(n, theta);
    this.#spatial = startSpatial(input, START_DEVIATION);
    this.#gradient = new Float64Array(n * 3);
    this.#moves = new Float64Array(n * 3);
    this.#gains = new Float64Array(n * 3).fill(1);
    this.positions = new Float32Array(n * dims);
    writeCentred(this.#spatial, this.positions, n, dims);
  }

  step(): void {
    if (this.done >= this.total) return;
    const exaggeration = this.done < Math.round(this.total * EARLY_SHARE) ? EARLY_EXAGGERATION : 1;
    this.done += 1;
    const { n, dims } = this.#input;
    if (n > 1) {
      tsneGradient(this.#similarities, this.#spatial, this.#tree, exaggeration, this.#gradient);
      this.#move(n / exaggeration);
    }
    writeCentred(this.#spatial, this.positions, n, dims);
  }

  /** Momentum, with a gain for each coordinate that grows while it keeps its direction (Jacobs 1988). */
  #move(rate: number): void {
    const [spatial, gradient, moves, gains] = [this.#spatial, this.#gradient, this.#moves, this.#gains];
    for (let own = 0; own < spatial.length; own += 3) {
      let square = 0;
      for (let at = own; at < own + 3; at++) {
        const slope = gradient[at]!;
        const gain = slope * moves[at]! > 0 ? gains[at]! * 0.8 : gains[at]! + 0.2;
        gains[at] = gain < LEAST_GAIN ? LEAST_GAIN : gain;
        moves[at] = MOMENTUM * moves[at]! - rate * gains[at]! * slope;
        square += moves[at]! * moves[at]!;
      }
      const shorten = square > LONGEST_MOVE * LONGEST_MOVE ? LONGEST_MOVE / Math.sqrt(square) : 1;
      for (let at = own; at < own + 3; at++) {
        moves[at]! *= shorten;
        spatial[at]! += moves[at]!;
      }
    }
  }
}
