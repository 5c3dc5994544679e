import { LocalChart } from '../../protocol/localChart.ts';
import { PATCH_ROWS, type ViewPosition } from '../../protocol/projection.ts';
import type { Patch } from '../connection/fetchPatch.ts';
import type { DragChart } from './DragChart.ts';

/** Beyond this share of the way to the patch's farthest row, rows around the hand are asked for anew. */
const REFETCH_SHARE = 0.4;

export interface CurvedDragOptions {
  dims: 2 | 3;
  /** z of the point when the move begins, [D]. */
  start: Float32Array;
  /** Where it is shown then. */
  at: ViewPosition;
  /** The rows around that place. */
  patch: Patch;
  /** The rows around another. */
  fetchPatch(at: ViewPosition): Promise<Patch>;
  /** There is a better answer for where the hand is. */
  onRefit(): unknown;
}

/**
 * In a view without a chart of its own: z is read off an affine fit to the rows nearest to the hand, moving with it, plus
 * what the point's own z has beyond that fit where it started, so that it begins exactly there. The fit is continuous in the
 * hand's place; rows around the hand are fetched as it leaves those that are here.
 */
export class CurvedDrag implements DragChart {
  readonly #options: CurvedDragOptions;
  readonly #chart: LocalChart;
  /** [D], what the fit leaves of z at the start. */
  readonly #residual: Float64Array;
  readonly #fitted: Float64Array;
  readonly #at: [number, number, number] = [0, 0, 0];
  #centre: ViewPosition;
  #reach: number;
  #isFetching = false;

  constructor(options: CurvedDragOptions) {
    const { dims, start, at, patch } = options;
    this.#options = options;
    this.#chart = new LocalChart(dims, start.length, PATCH_ROWS);
    this.#fitted = new Float64Array(start.length);
    this.#centre = at;
    this.#reach = this.#take(patch, at);
    this.#chart.evaluate(at, this.#fitted);
    this.#residual = Float64Array.from(start, (value, j) => value - (this.#fitted[j] ?? 0));
  }

  latentAt(delta: ViewPosition, out: Float32Array): void {
    const { at } = this.#options;
    for (let k = 0; k < 3; k++) this.#at[k] = (at[k] ?? 0) + (delta[k] ?? 0);
    this.#chart.evaluate(this.#at, this.#fitted);
    for (let j = 0; j < out.length; j++) out[j] = (this.#fitted[j] ?? 0) + (this.#residual[j] ?? 0);
    if (distance(this.#at, this.#centre) > REFETCH_SHARE * this.#reach) void this.#refit();
  }

  positionAt(delta: ViewPosition): ViewPosition {
    const { at, dims } = this.#options;
    return [at[0] + delta[0], at[1] + delta[1], dims === 3 ? at[2] + delta[2] : 0];
  }

  /** One request at a time; the next is for where the hand is by then. */
  async #refit(): Promise<void> {
    if (this.#isFetching) return;
    this.#isFetching = true;
    const centre: ViewPosition = [...this.#at];
    try {
      const patch = await this.#options.fetchPatch(centre);
      this.#reach = this.#take(patch, centre);
      this.#centre = centre;
      this.#isFetching = false;
      this.#options.onRefit();
    } catch {
      // The view is another one, or the engine is away: the hand goes on with the rows that are here.
      this.#isFetching = false;
    }
  }

  /** @returns how far the farthest of its rows is */
  #take({ positions, latents, count }: Patch, centre: ViewPosition): number {
    this.#chart.setPatch(positions, latents, count);
    const { dims } = this.#options;
    let farthest = 0;
    for (let i = 0; i < count; i++) {
      let squares = 0;
      for (let k = 0; k < dims; k++) squares += ((positions[i * dims + k] ?? 0) - (centre[k] ?? 0)) ** 2;
      farthest = Math.max(farthest, squares);
    }
    return Math.sqrt(farthest);
  }
}

function distance(a: ViewPosition, b: ViewPosition): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
