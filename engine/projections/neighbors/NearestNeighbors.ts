import { EngineError } from '../../../protocol/EngineError.ts';
import { CandidateSearch } from './CandidateSearch.ts';
import { NearestList } from './NearestList.ts';
import type { NeighborGraph, NeighborMetric, NeighborOptions } from './NeighborGraph.ts';
import { metricRows, squaredDistance, type Rows } from './Rows.ts';
import { scanRows } from './scanRows.ts';

/** Up to so many pairs a loop is done before a session has opened: 500 rows take 5 to 10 ms either way, 2,000 three times as long in a loop. */
const PAIRS_BY_LOOP = 250_000;
/** Candidates beyond the k asked for: so many that rounding seldom reaches past them. */
const MORE_CANDIDATES = 8;
/** Queries between two looks at the signal, in a loop without a session. */
const LOOP_BLOCK = 64;

/**
 * Exact nearest neighbours. Products in ONNX Runtime find candidates in float32; their distances are then measured in float64, and where
 * float32 could have left out a nearer row, all rows are.
 */
export class NearestNeighbors {
  readonly #latentSize: number;
  readonly #metric: NeighborMetric;
  readonly #rows: Rows;
  /** Opened by the first that needs it. */
  #search: Promise<CandidateSearch> | null = null;

  private constructor(rows: Rows, latentSize: number, metric: NeighborMetric) {
    this.#rows = rows;
    this.#latentSize = latentSize;
    this.#metric = metric;
  }

  /**
   * @param latents [N,D] float32, read until dispose()
   * @throws EngineError 'bad-request' naming a row that is not finite
   */
  static async create(
    latents: Float32Array,
    n: number,
    d: number,
    { metric = 'l2' }: { metric?: NeighborMetric } = {},
  ): Promise<NearestNeighbors> {
    return new NearestNeighbors(metricRows(latents, n, d, metric), d, metric);
  }

  /**
   * Every row's nearest other rows. A row is not its own neighbour; another one with the same z is.
   * @param k more than N−1 gives N−1
   * @throws EngineError 'cancelled'
   */
  async ofAll(k: number, options: NeighborOptions = {}): Promise<NeighborGraph> {
    return this.#of(this.#rows, k, true, options);
  }

  /**
   * The rows nearest to each query.
   * @param queries [M,D] float32
   * @param k more than N gives N
   * @throws EngineError 'cancelled'; 'bad-request' naming a query that is not finite
   */
  async of(
    queries: Float32Array,
    m: number,
    k: number,
    options: NeighborOptions = {},
  ): Promise<NeighborGraph> {
    return this.#of(metricRows(queries, m, this.#latentSize, this.#metric), k, false, options);
  }

  async dispose(): Promise<void> {
    const search = this.#search;
    this.#search = null;
    // One that could not be opened has told whoever needed it.
    await search?.then(
      (opened) => opened.dispose(),
      () => undefined,
    );
  }

  async #of(
    queries: Rows,
    wanted: number,
    areRows: boolean,
    options: NeighborOptions,
  ): Promise<NeighborGraph> {
    const rows = this.#rows;
    const m = queries.n;
    const k = Math.max(0, Math.min(wanted, areRows ? rows.n - 1 : rows.n));
    const indices = new Uint32Array(m * k);
    const distances = new Float32Array(m * k);
    if (k === 0 || m === 0) return { k, indices, distances };

    const list = new NearestList(k);
    const keep = (query: number) => {
      indices.set(list.rows, query * k);
      for (let i = 0; i < k; i++) distances[query * k + i] = this.#distanceOf(list.squares[i]!);
    };
    const candidates = Math.min(k + (areRows ? 1 : 0) + MORE_CANDIDATES, rows.n);
    const byLoop = this.#search === null && m * rows.n <= PAIRS_BY_LOOP;
    const search = byLoop ? null : await (this.#search ??= CandidateSearch.open(rows));
    const blockSize = search?.blockSize ?? LOOP_BLOCK;

    for (let from = 0; from < m; from += blockSize) {
      if (options.signal?.aborted)
        throw new EngineError('cancelled', 'Cancelled while looking for neighbours.');
      const to = Math.min(from + blockSize, m);
      const found = await search?.find(queries, from, to, candidates);
      for (let query = from; query < to; query++) {
        const without = areRows ? query : -1;
        list.clear();
        if (found) {
          const first = (query - from) * candidates;
          for (let at = first; at < first + candidates; at++) {
            const row = found.rows[at]!;
            if (row !== without) list.offer(row, squaredDistance(queries, query, rows, row));
          }
        }
        if (!found || !found.includeNearest(query, list.limit)) {
          list.clear();
          scanRows(queries, query, rows, without, list);
        }
        keep(query);
      }
      options.onProgress?.(to, m);
    }
    return { k, indices, distances };
  }

  #distanceOf(square: number): number {
    return this.#metric === 'l2' ? Math.sqrt(square) : square / 2;
  }
}
