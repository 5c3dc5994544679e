import { Random } from '../../random/Random.ts';
import type { Layout, LayoutInput } from '../Layout.ts';
import { startSpatial } from '../startSpatial.ts';
import { writeCentred } from '../writeCentred.ts';
import { Adam } from './Adam.ts';
import { addForces } from './addForces.ts';
import { nearPairs } from './nearPairs.ts';
import { furtherPairs, includes, midPairs, otherThan } from './samplePairs.ts';

export interface PacmapOptions {
  /** Near pairs of each row; chosen from the graph, which holds 50 more. */
  neighbors: number;
  /**
   * LocalMAP (Wang et al. 2024): in the last phase near pairs that are together pull harder, and further pairs are drawn
   * among those nearby.
   */
  isLocal?: boolean;
  /** Steps in all; 450 when absent, of which 100, 100 and 250 in the three phases. */
  steps?: number;
}

const STEPS = 450;
/** Ends of the first and the second phase, as shares of all steps. */
const FIRST_END = 100 / 450;
const SECOND_END = 200 / 450;
/** Pairs of each kind for one near pair. */
const MID_RATIO = 0.5;
const FURTHER_RATIO = 2;
/** Constants of the losses (see addForces). */
const NEAR_REACH = 10;
const MID_REACH = 10_000;
const FURTHER_REACH = 1;
/** Deviation of the widest axis at the start: a hundredth of what PCA gives for data scaled to 0..1. */
const START_DEVIATION = 0.01;
/** LocalMAP: nearby is up to this distance in the layout, in which pairs are drawn anew every so many steps. */
const NEARBY = 10;
const REDRAWN_EVERY = 10;
const MOST_DRAWS = 100;

/**
 * PaCMAP (Wang et al. 2021): near and mid-near pairs pull, further ones push, with weights that go from the whole to the
 * near in three phases.
 */
export function startPacmap(input: LayoutInput, options: PacmapOptions): Layout {
  return new PacmapLayout(input, options);
}

class PacmapLayout implements Layout {
  readonly positions: Float32Array;
  readonly total: number;
  done = 0;
  readonly #input: LayoutInput;
  readonly #isLocal: boolean;
  readonly #random: Random;
  readonly #near: Uint32Array;
  readonly #mid: Uint32Array;
  readonly #further: Uint32Array;
  readonly #spatial: Float64Array;
  readonly #gradient: Float64Array;
  readonly #adam: Adam;

  constructor(input: LayoutInput, { neighbors, isLocal = false, steps = STEPS }: PacmapOptions) {
    const { latents, n, d, dims } = input;
    this.#input = input;
    this.#isLocal = isLocal;
    this.total = steps;
    this.#random = new Random('pacmap', input.seed);
    const nearCount = n > 1 ? Math.min(neighbors, input.neighbors.k) : 0;
    this.#near = nearPairs(input.neighbors, n, nearCount);
    this.#mid = midPairs(latents, n, d, Math.round(nearCount * MID_RATIO), this.#random);
    this.#further = furtherPairs(
      n,
      this.#near,
      nearCount,
      Math.round(nearCount * FURTHER_RATIO),
      this.#random,
    );
    this.#spatial = startSpatial(input, START_DEVIATION);
    this.#gradient = new Float64Array(n * 3);
    this.#adam = new Adam(n * 3);
    this.positions = new Float32Array(n * dims);
    writeCentred(this.#spatial, this.positions, n, dims);
  }

  step(): void {
    if (this.done >= this.total) return;
    const { n, dims } = this.#input;
    const { nearWeight, midWeight, isLast } = this.#phase();
    const isLocalNow = this.#isLocal && isLast;
    if (isLocalNow && this.done % REDRAWN_EVERY === 0) this.#redrawFurther();
    this.done += 1;
    const gradient = this.#gradient.fill(0);
    const spatial = this.#spatial;
    addForces(spatial, this.#near, n, gradient, {
      weight: nearWeight * (isLocalNow ? NEARBY / 2 : 1),
      reach: NEAR_REACH,
      isByDistance: isLocalNow,
    });
    if (midWeight > 0) addForces(spatial, this.#mid, n, gradient, { weight: midWeight, reach: MID_REACH });
    addForces(spatial, this.#further, n, gradient, { weight: -1, reach: FURTHER_REACH });
    this.#adam.move(spatial, gradient);
    writeCentred(spatial, this.positions, n, dims);
  }

  /** Weights of the pairs now (Wang et al. 2021, table 4); further pairs weigh 1. */
  #phase() {
    const share = this.done / this.total;
    if (share < FIRST_END) {
      const ago = share / FIRST_END;
      return { nearWeight: 2, midWeight: 1000 * (1 - ago) + 3 * ago, isLast: false };
    }
    if (share < SECOND_END) return { nearWeight: 3, midWeight: 3, isLast: false };
    return { nearWeight: 1, midWeight: 0, isLast: true };
  }

  /** Further pairs among those nearby in the layout; where few are, the one before is kept. */
  #redrawFurther(): void {
    const { n } = this.#input;
    const [near, further, spatial, random] = [this.#near, this.#further, this.#spatial, this.#random];
    const nearCount = near.length / n;
    const count = further.length / n;
    for (let row = 0; row < n; row++) {
      for (let i = 0; i < count; i++) {
        for (let draw = 0; draw < MOST_DRAWS; draw++) {
          const other = otherThan(row, n, random);
          const dx = spatial[row * 3]! - spatial[other * 3]!;
          const dy = spatial[row * 3 + 1]! - spatial[other * 3 + 1]!;
          const dz = spatial[row * 3 + 2]! - spatial[other * 3 + 2]!;
          if (dx * dx + dy * dy + dz * dz > NEARBY * NEARBY) continue;
          if (includes(near, row * nearCount, (row + 1) * nearCount, other)) continue;
          if (includes(further, row * count, row * count + i, other)) continue;
          further[row * count + i] = other;
          break;
        }
      }
    }
  }
}
