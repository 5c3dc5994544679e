import { CollectionGone } from '../connection/fetchOfCollection.ts';
import { fetchTiles, TILES_PER_REQUEST } from '../connection/fetchTiles.ts';
import type { fetchRows } from '../connection/fetchRows.ts';
import type { CollectionInfo } from '../../protocol/collection.ts';

/** Where rows go when they arrive: the scene. */
export interface RowsSink {
  reset(tileSize: number, expectedTotal: number): void;
  appendPoints(from: number, positions: Float32Array): void;
  setPositions(positions: Float32Array): void;
  setTiles(rows: Uint32Array, rgba: Uint8Array | Uint8ClampedArray): void;
  /** Not all thumbnails fit: it tells which it wants (wantTiles) instead of getting them all. */
  readonly tilesArePaged: boolean;
}

/** What tells one view of a collection from another. */
export interface ShownView {
  readonly id: string;
  readonly version: number;
}

/** Which positions: `of` tells one view of one collection from another. */
interface Wanted {
  of: string;
  kind: 'positions' | 'livePositions';
}

/** Large enough that a request's fixed cost does not count, small enough that points land as they come. */
const CHUNK_BYTES = 4 * 1024 * 1024;
const POSITION_BYTES = 12;

/**
 * The open collection's rows on this side: positions and whether their files are there kept, thumbnails passed on, z left
 * to RowLatents and values to Columns. Fetches what is missing, in order, points before their thumbnails.
 */
export class CollectionRows {
  readonly #fetch: typeof fetchRows;
  readonly #fetchTiles: typeof fetchTiles;
  readonly #onError: (error: unknown) => void;
  #sink: RowsSink | null = null;
  #info: CollectionInfo | null = null;
  /** What the positions that are here are of; null for none. */
  #positionsOf: string | null = null;
  /** What they are to be of; null while there is no view. */
  #wanted: Wanted | null = null;
  /** Revision of the rows that are here. */
  #revision = 0;
  #tileCount = 0;
  /** Rows whose thumbnails are wanted and not asked for yet. */
  #wantedTiles: Uint32Array<ArrayBuffer> = new Uint32Array(0);
  #isPaging = false;
  #running = false;
  /** Something was asked for while the pump was ending. */
  #isAsked = false;
  #generation = 0;
  #states = new Uint8Array(0);
  #positions = new Float32Array(0);
  /** Counted apart: who writes it must not depend on it. */
  #changes = 0;
  /** Rows that are here: 0..loadedCount-1. */
  loadedCount = $state(0);
  /** Grows when it may have changed which of these have a file. */
  statesVersion = $state(0);
  /** Grows when rows that were here have other places. */
  positionsVersion = $state(0);

  constructor(fetch: typeof fetchRows, onError: (error: unknown) => void, fetchSome = fetchTiles) {
    this.#fetch = fetch;
    this.#fetchTiles = fetchSome;
    this.#onError = onError;
  }

  /** Gives the sink what is here and all that comes. */
  attach(sink: RowsSink): void {
    this.#sink = sink;
    if (!this.#info) return;
    sink.reset(this.#info.tileSize, this.#info.total);
    if (this.loadedCount > 0) sink.appendPoints(0, this.positions());
    this.refetchTiles();
  }

  detach(): void {
    this.#sink = null;
  }

  /** [loadedCount] uint8, a view: 1 where a row's file is gone. */
  states(): Uint8Array {
    return this.#states.subarray(0, this.loadedCount);
  }

  /** [loadedCount,3] float32 in projection units, a view. */
  positions(): Float32Array {
    return this.#positions.subarray(0, this.loadedCount * 3);
  }

  /** In projection units; null for a row that is not here. */
  positionOf(row: number): [number, number, number] | null {
    if (row >= this.loadedCount) return null;
    const at = this.#positions;
    return [at[3 * row] ?? 0, at[3 * row + 1] ?? 0, at[3 * row + 2] ?? 0];
  }

  /**
   * Tells what is open now. Rows are kept when it is the same collection, or the same images through another model, with
   * at least as many rows; rows that are missing, and what of those that are here has changed, are fetched.
   * @param projection which view it is; null while there is none: positions are then waited for
   * @param live the training that they are seen in; null: as they are kept
   */
  sync(info: CollectionInfo | null, projection: ShownView | null, live: string | null = null): void {
    const before = this.#info;
    const isFollowing =
      info !== null && before !== null && info.id !== before.id && info.follows === before.id;
    const same =
      info !== null &&
      (info.id === before?.id || isFollowing) &&
      info.tileSize === before?.tileSize &&
      info.count >= this.loadedCount;
    this.#info = info;
    this.#wanted =
      info === null || projection === null
        ? null
        : {
            of: `${info.id} ${live ?? ''} ${projection.id} ${projection.version}`,
            kind: live === null ? 'positions' : 'livePositions',
          };
    if (!same) this.#startOver();
    // All that is known of the rows is asked for again; meanwhile they stay as they are.
    else if (isFollowing) this.#revision = NaN;
    void this.#pump();
  }

  /** Fetches all thumbnails again: the GPU lost them. */
  refetchTiles(): void {
    this.#tileCount = 0;
    void this.#pump();
  }

  /** The rows whose thumbnails a paging sink wants now, the most wanted first, in the place of those of the last call. */
  wantTiles(rows: Uint32Array<ArrayBuffer>): void {
    this.#wantedTiles = rows;
    void this.#fetchWanted();
  }

  #startOver(): void {
    this.#generation++;
    this.loadedCount = 0;
    this.#tileCount = 0;
    this.#wantedTiles = new Uint32Array(0);
    this.#positionsOf = null;
    const info = this.#info;
    this.#revision = info?.revision ?? 0;
    const size = info ? Math.max(info.total, info.count) : 0;
    this.#states = new Uint8Array(size);
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
    const wanted = this.#wanted;
    if (!info || !wanted) return false;
    if (this.loadedCount > 0 && info.revision !== this.#revision) return this.#revise(info, wanted);
    if (this.loadedCount > 0 && wanted.of !== this.#positionsOf) return this.#replacePositions(info, wanted);
    if (this.loadedCount < info.count) return this.#appendRows(info, wanted);
    if (this.#sink && !this.#sink.tilesArePaged && this.#tileCount < this.loadedCount)
      return this.#appendTiles(info);
    return false;
  }

  async #appendRows(info: CollectionInfo, wanted: Wanted): Promise<boolean> {
    const generation = this.#generation;
    const from = this.loadedCount;
    const to = Math.min(info.count, from + Math.floor(CHUNK_BYTES / POSITION_BYTES));
    const [states, positions] = await Promise.all([
      this.#fetch('states', info.id, from, to, 1),
      this.#fetch(wanted.kind, info.id, from, to, POSITION_BYTES),
    ]);
    if (generation !== this.#generation) return true;
    this.#reserve(to);
    this.#states.set(new Uint8Array(states), from);
    this.#positions.set(new Float32Array(positions), from * 3);
    if (from === 0) {
      this.#positionsOf = wanted.of;
      this.#revision = info.revision;
    }
    this.#sink?.appendPoints(from, new Float32Array(positions));
    this.loadedCount = to;
    return true;
  }

  /** Rows that were here changed: their files are gone or back, or they have another z and thumbnail. */
  async #revise(info: CollectionInfo, wanted: Wanted): Promise<boolean> {
    const generation = this.#generation;
    const count = this.loadedCount;
    const { revision } = info;
    const states = await this.#fetch('states', info.id, 0, count, 1);
    if (generation !== this.#generation) return true;
    this.#states.set(new Uint8Array(states));
    this.statesVersion = ++this.#changes;
    this.#revision = revision;
    this.#tileCount = 0;
    return this.#replacePositions(info, wanted);
  }

  async #replacePositions(info: CollectionInfo, wanted: Wanted): Promise<boolean> {
    const generation = this.#generation;
    const count = this.loadedCount;
    const bytes = await this.#fetch(wanted.kind, info.id, 0, count, POSITION_BYTES);
    // Those of a training that has ended meanwhile would come after what is seen now.
    if (generation !== this.#generation || wanted.kind !== this.#wanted?.kind) return true;
    this.#positions.set(new Float32Array(bytes));
    this.#positionsOf = wanted.of;
    this.#sink?.setPositions(this.positions());
    this.positionsVersion = ++this.#changes;
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
    const rows = Uint32Array.from({ length: to - from }, (_, at) => from + at);
    this.#sink?.setTiles(rows, new Uint8Array(tiles));
    return true;
  }

  /** One request after another while something is wanted. */
  async #fetchWanted(): Promise<void> {
    if (this.#isPaging) return;
    this.#isPaging = true;
    try {
      while (this.#info && this.#wantedTiles.length > 0) {
        const generation = this.#generation;
        const rows = this.#wantedTiles.slice(0, TILES_PER_REQUEST);
        this.#wantedTiles = this.#wantedTiles.subarray(rows.length);
        const tiles = await this.#fetchTiles(this.#info.id, [...rows], this.#info.tileSize);
        if (generation !== this.#generation) continue;
        this.#sink?.setTiles(rows, tiles);
        // A list that came meanwhile was made before these were there.
        this.#wantedTiles = this.#wantedTiles.filter((row) => !rows.includes(row));
      }
    } catch (error) {
      this.#wantedTiles = new Uint32Array(0);
      if (!(error instanceof CollectionGone)) this.#onError(error);
    }
    this.#isPaging = false;
  }

  /** Room for `count` rows, doubling: total is known beforehand as a rule, but more images may be added. */
  #reserve(count: number): void {
    if (count <= this.#states.length) return;
    const size = Math.max(count, this.#states.length * 2);
    const states = new Uint8Array(size);
    states.set(this.#states);
    this.#states = states;
    const positions = new Float32Array(size * 3);
    positions.set(this.#positions);
    this.#positions = positions;
  }
}
