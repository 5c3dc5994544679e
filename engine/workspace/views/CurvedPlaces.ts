import { EngineError } from '../../../protocol/EngineError.ts';
import { NearestNeighbors } from '../../projections/neighbors/NearestNeighbors.ts';
import { nearestTo } from '../../projections/nearestTo.ts';
import { placeRows } from '../../projections/placeRows.ts';
import type { LatentRows } from '../AllLatents.ts';
import { marksOf, type Places } from './ViewFiles.ts';
import { rowsOf } from '../../latents/rowsOf.ts';

/** Neighbours that a new row's place is found by. */
const NEIGHBORS = 30;

/** Rows of a curved view with their z: what places new rows, and what a hand's chart is fitted to. */
export class CurvedPlaces {
  readonly dims: 2 | 3;
  readonly #d: number;
  #places: Places;
  /** The rows that have both a place and a file, with their z: [n,D] and [n,3]. */
  #known: {
    of: Places;
    latents: LatentRows;
    rows: Uint32Array;
    z: Float32Array;
    positions: Float32Array;
  } | null = null;

  /** Of the z that were read last: each refinement and each look at the places asks for them. */
  #marks: { of: LatentRows; values: Float32Array } | null = null;

  constructor(places: Places, dims: 2 | 3, d: number) {
    this.#places = places;
    this.dims = dims;
    this.#d = d;
  }

  get places(): Places {
    return this.#places;
  }

  /**
   * Puts rows where a job has them.
   * @param rows which, [n]
   * @param positions [n,dims]
   */
  put(rows: Uint32Array, positions: Float32Array, latents: LatentRows): void {
    const marks = this.#marksOf(latents);
    const places = emptyPlaces(Math.max(latents.rows, this.#places.marks.length));
    places.positions.set(this.#places.positions);
    places.marks.set(this.#places.marks);
    rows.forEach((row, i) => {
      for (let k = 0; k < 3; k++)
        places.positions[3 * row + k] = k < this.dims ? positions[i * this.dims + k]! : 0;
      places.marks[row] = marks[row]!;
    });
    this.#places = places;
  }

  /** Places the rows that have none, or whose z is another by now. @returns whether there were any */
  async complete(latents: LatentRows): Promise<boolean> {
    const { z, rows: count } = latents;
    const d = this.#d;
    const missing: number[] = [];
    const now = this.#marksOf(latents);
    const { positions, marks } = this.#places;
    for (let row = 0; row < count; row++) {
      const isPlaced = row < marks.length && !Number.isNaN(positions[3 * row]!);
      if (!isPlaced || marks[row] !== now[row]) missing.push(row);
    }
    if (missing.length === 0) return false;
    const isMissing = new Set(missing);
    const known = this.#reference(latents, isMissing);
    const placed = await this.#place(rowsOf(z, missing, d), missing.length, known);
    this.put(Uint32Array.from(missing), placed, latents);
    return true;
  }

  /** @param wanted [m,D] @returns [m,dims] */
  async place(wanted: Float32Array, m: number, latents: LatentRows): Promise<Float32Array> {
    return this.#place(wanted, m, this.#reference(latents));
  }

  /**
   * The rows around a place of the view.
   * @returns their places [m,dims] and z [m,D]
   */
  patch(at: readonly number[], m: number, latents: LatentRows) {
    const { z, positions, rows } = this.#reference(latents);
    const near = nearestTo(positions, rows.length, this.dims, at, m).rows;
    return { positions: rowsOf(positions, near, this.dims), z: rowsOf(z, near, this.#d) };
  }

  #marksOf(latents: LatentRows): Float32Array {
    if (this.#marks?.of !== latents) {
      this.#marks = { of: latents, values: marksOf(latents.z, latents.rows, this.#d) };
    }
    return this.#marks.values;
  }

  async #place(
    wanted: Float32Array,
    m: number,
    { rows, z, positions }: { rows: Uint32Array; z: Float32Array; positions: Float32Array },
  ): Promise<Float32Array> {
    const [n, d, dims] = [rows.length, this.#d, this.dims];
    if (n === 0) throw new EngineError('bad-request', 'None of the images of this view is there any more.');
    const search = await NearestNeighbors.create(z, n, d);
    try {
      const neighbors = await search.of(wanted, m, Math.min(NEIGHBORS, n));
      return placeRows({ latents: z, positions, n, d, dims, neighbors, queries: wanted, m });
    } finally {
      await search.dispose();
    }
  }

  /** Positions of these are [n,dims]. @param without rows that do not count */
  #reference(latents: LatentRows, without: ReadonlySet<number> | null = null) {
    if (!without && this.#known?.of === this.#places && this.#known.latents === latents) return this.#known;
    const { positions, marks } = this.#places;
    const chosen: number[] = [];
    for (let row = 0; row < Math.min(marks.length, latents.rows); row++) {
      if (!latents.isGone[row] && !Number.isNaN(positions[3 * row]!) && !without?.has(row)) chosen.push(row);
    }
    const [d, dims] = [this.#d, this.dims];
    const known = {
      of: this.#places,
      latents,
      rows: Uint32Array.from(chosen),
      z: rowsOf(latents.z, chosen, d),
      positions: new Float32Array(chosen.length * dims),
    };
    chosen.forEach((row, i) => {
      known.positions.set(positions.subarray(3 * row, 3 * row + dims), i * dims);
    });
    if (!without) this.#known = known;
    return known;
  }
}

export function emptyPlaces(rows: number): Places {
  return { positions: new Float32Array(3 * rows).fill(NaN), marks: new Float32Array(rows) };
}
