import { CollectionGone } from '../connection/fetchRows.ts';
import type { fetchRows } from '../connection/fetchRows.ts';
import type { CollectionInfo } from '../../protocol/collection.ts';

/** Where rows go when they arrive: the scene. */
export interface RowsSink {
  reset(tileSize: number, expectedTotal: number): void;
  appendPoints(from: number, positions: Float32Array, labels: Uint16Array): void;
  setPositions(positions: Float32Array): void;
  setTiles(from: number, rgba: Uint8Array): void;
}

/** Large enough that a request's fixed cost does not count, small enough that points land as they come. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * The open collection's rows on this side: labels and positions kept, thumbnails passed on, z left to RowLatents. Fetches
 * what is missing, in order, points before their thumbnails.
 */
export class CollectionRows {
  readonly #fetch: typeof fetchRows;
  readonly #onError: (error: unknown) => void;
  #sink: RowsSink | null = null;
  #info: CollectionInfo | null = null;
  #positionsVersion = -1;
  #wantedVersion: number | null = null;
  #tileCount = 0;
  #running = false;
  /** Something was asked for while the pump was ending. */
  #isAsked = false;
  #generation = 0;
  #labels = new Uint16Array(0);
  #positions = new Float32Array(0);
  /** Rows that are here: 0..loadedCount-1. */
  loadedCount = $state(0);

  constructor(fetch: typeof fetchRows, onError: (error: unknown) => void) {
    this.#fetch = fetch;
    this.#onError = onError;
  }

  /** Gives the sink what is here and all that comes. */
  attach(sink: RowsSink): void {
    this.#sink = sink;
    if (!this.#info) return;
    sink.reset(this.#info.tileSize, this.#info.total);
    if (this.loadedCount > 0) {
      sink.appendPoints(0, this.positions(), this.#labels.subarray(0, this.loadedCount));
    }
    this.refetchTiles();
  }

  detach(): void {
    this.#sink = null;
  }

  label(index: number): number | undefined {
    return index < this.loadedCount ? this.#labels[index] : undefined;
  }

  /** [loadedCount,3] float32 in projection units, a view. */
  positions(): Float32Array {
    return this.#positions.subarray(0, this.loadedCount * 3);
  }

  /**
   * Tells what is open now. Rows are kept when it is the same collection with at least as many rows; rows that are
   * missing and positions of another projection version are fetched.
   * @param projectionVersion null while there is no projection: positions are then waited for
   */
  sync(info: CollectionInfo | null, projectionVersion: number | null): void {
    const same =
      info !== null &&
      info.id === this.#info?.id &&
      info.latentSize === this.#info.latentSize &&
      info.tileSize === this.#info.tileSize &&
      info.count >= this.loadedCount;
    this.#info = info;
    this.#wantedVersion = projectionVersion;
    if (!same) this.#startOver();
    void this.#pump();
  }

  /** Fetches all thumbnails again: the GPU lost them. */
  refetchTiles(): void {
    this.#tileCount = 0;
    void this.#pump();
  }

  #startOver(): void {
    this.#generation++;
    this.loadedCount = 0;
    this.#tileCount = 0;
    this.#positionsVersion = -1;
    const info = this.#info;
    const size = info ? Math.max(info.total, info.count) : 0;
    this.#labels = new Uint16Array(size);
    this.#positions = new Float32Array(size * 3);
    this.#sink?.reset(info?.tileSize ?? 64, size);
  }

  /** One step after another until nothing is missing; one pump at a time. */
  async #pump(): Promise<void> {
    this.#isAsked = true;
    if (this.#running) return;
    this.#running = true;
    while (this.#isAsked) {
      this.#isAsked = false;
      try {
        while (await this.#step());
      } catch (error) {
        // A newer collection announces itself with an event of its own.
        if (!(error instanceof CollectionGone)) this.#onError(error);
      }
    }
    this.#running = false;
  }

  async #step(): Promise<boolean> {
    const info = this.#info;
    const version = this.#wantedVersion;
    if (!info || version === null) return false;
    if (this.loadedCount > 0 && version !== this.#positionsVersion)
      return this.#replacePositions(info, version);
    if (this.loadedCount < info.count) return this.#appendRows(info, version);
    if (this.#sink && this.#tileCount < this.loadedCount) return this.#appendTiles(info);
    return false;
  }

  async #appendRows(info: CollectionInfo, version: number): Promise<boolean> {
    const generation = this.#generation;
    const from = this.loadedCount;
    const to = Math.min(info.count, from + Math.floor(CHUNK_BYTES / 12));
    const [labels, positions] = await Promise.all([
      this.#fetch('labels', info.id, from, to, 2),
      this.#fetch('positions', info.id, from, to, 12),
    ]);
    if (generation !== this.#generation) return true;
    this.#reserve(to);
    this.#labels.set(new Uint16Array(labels), from);
    this.#positions.set(new Float32Array(positions), from * 3);
    if (from === 0) this.#positionsVersion = version;
    this.loadedCount = to;
    this.#sink?.appendPoints(from, new Float32Array(positions), new Uint16Array(labels));
    return true;
  }

  async #replacePositions(info: CollectionInfo, version: number): Promise<boolean> {
    const generation = this.#generation;
    const count = this.loadedCount;
    const bytes = await this.#fetch('positions', info.id, 0, count, 12);
    if (generation !== this.#generation) return true;
    this.#positions.set(new Float32Array(bytes));
    this.#positionsVersion = version;
    this.#sink?.setPositions(this.positions());
    return true;
  }

  async #appendTiles(info: CollectionInfo): Promise<boolean> {
    const generation = this.#generation;
    const from = this.#tileCount;
    const tileBytes = info.tileSize * info.tileSize * 4;
    const to = Math.min(this.loadedCount, from + Math.max(1, Math.floor(CHUNK_BYTES / tileBytes)));
    const tiles = await this.#fetch('tiles', info.id, from, to, tileBytes);
    if (generation !== this.#generation || from !== this.#tileCount) return true;
    this.#tileCount = to;
    this.#sink?.setTiles(from, new Uint8Array(tiles));
    return true;
  }

  /** Room for `count` rows, doubling: total is known beforehand as a rule, but more images may be added. */
  #reserve(count: number): void {
    if (count <= this.#labels.length) return;
    const size = Math.max(count, this.#labels.length * 2);
    const labels = new Uint16Array(size);
    labels.set(this.#labels);
    this.#labels = labels;
    const positions = new Float32Array(size * 3);
    positions.set(this.#positions);
    this.#positions = positions;
  }
}
