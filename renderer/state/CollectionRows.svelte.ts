import { CollectionGone } from '../connection/fetchRows.ts';
import { fetchTiles, TILES_PER_REQUEST } from '../connection/fetchTiles.ts';
import type { fetchRows } from '../connection/fetchRows.ts';
import type { CollectionInfo } from '../../protocol/collection.ts';

/** Where rows go when they arrive: the scene. */
export interface RowsSink {
  reset(tileSize: number, expectedTotal: number): void;
  appendPoints(from: number, positions: Float32Array): void;
  setSlots(from: number, slots: Uint16Array): void;
  setPositions(positions: Float32Array): void;
  setTiles(rows: Uint32Array, rgba: Uint8Array | Uint8ClampedArray): void;
  /** Not all thumbnails fit: it tells which it wants (wantTiles) instead of getting them all. */
  readonly tilesArePaged: boolean;
}

/** Large enough that a request's fixed cost does not count, small enough that points land as they come. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * The open collection's rows on this side: latents, labels and positions kept, thumbnails passed on. Fetches what is
 * missing, in order, points before their thumbnails.
 */
export class CollectionRows {
  readonly #fetch: typeof fetchRows;
  readonly #fetchTiles: typeof fetchTiles;
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
  /** Rows whose thumbnails are wanted and not asked for yet. */
  #wantedTiles: Uint32Array<ArrayBuffer> = new Uint32Array(0);
  #isPaging = false;
  #latents = new Float32Array(0);
  #labels = new Uint16Array(0);
  #positions = new Float32Array(0);
  /** Rows that are here: 0..loadedCount-1. */
  loadedCount = $state(0);

  constructor(fetch: typeof fetchRows, onError: (error: unknown) => void, fetchSome = fetchTiles) {
    this.#fetch = fetch;
    this.#onError = onError;
    this.#fetchTiles = fetchSome;
  }

  /** Gives the sink what is here and all that comes. */
  attach(sink: RowsSink): void {
    this.#sink = sink;
    if (!this.#info) return;
    sink.reset(this.#info.tileSize, this.#info.total);
    if (this.loadedCount > 0) {
      sink.appendPoints(0, this.positions());
      sink.setSlots(0, this.#labels.subarray(0, this.loadedCount));
    }
    this.refetchTiles();
  }

  detach(): void {
    this.#sink = null;
  }

  /** The latent vector of one row: a view of [D] float32. */
  latent(index: number): Float32Array {
    const size = this.#info?.latentSize ?? 0;
    return this.#latents.subarray(index * size, (index + 1) * size);
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

  /** The rows whose thumbnails a paging sink wants now, the most wanted first, in the place of those of the last call. */
  wantTiles(rows: Uint32Array<ArrayBuffer>): void {
    this.#wantedTiles = rows;
    void this.#fetchWanted();
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

  #startOver(): void {
    this.#generation++;
    this.#wantedTiles = new Uint32Array(0);
    this.loadedCount = 0;
    this.#tileCount = 0;
    this.#positionsVersion = -1;
    const info = this.#info;
    const size = info ? Math.max(info.total, info.count) : 0;
    this.#latents = new Float32Array(size * (info?.latentSize ?? 0));
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
    if (this.#sink && !this.#sink.tilesArePaged && this.#tileCount < this.loadedCount)
      return this.#appendTiles(info);
    return false;
  }

  async #appendRows(info: CollectionInfo, version: number): Promise<boolean> {
    const generation = this.#generation;
    const from = this.loadedCount;
    const latentBytes = info.latentSize * 4;
    const to = Math.min(info.count, from + Math.max(1, Math.floor(CHUNK_BYTES / latentBytes)));
    const [latents, labels, positions] = await Promise.all([
      this.#fetch('latents', info.id, from, to, latentBytes),
      this.#fetch('labels', info.id, from, to, 2),
      this.#fetch('positions', info.id, from, to, 12),
    ]);
    if (generation !== this.#generation) return true;
    this.#reserve(to, info.latentSize);
    this.#latents.set(new Float32Array(latents), from * info.latentSize);
    this.#labels.set(new Uint16Array(labels), from);
    this.#positions.set(new Float32Array(positions), from * 3);
    if (from === 0) this.#positionsVersion = version;
    this.loadedCount = to;
    this.#sink?.appendPoints(from, new Float32Array(positions));
    this.#sink?.setSlots(from, new Uint16Array(labels));
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
    const rows = Uint32Array.from({ length: to - from }, (_, at) => from + at);
    this.#sink?.setTiles(rows, new Uint8Array(tiles));
    return true;
  }

  /** Room for `count` rows, doubling: total is known beforehand as a rule, but more images may be added. */
  #reserve(count: number, latentSize: number): void {
    if (count <= this.#labels.length) return;
    const size = Math.max(count, this.#labels.length * 2);
    const latents = new Float32Array(size * latentSize);
    latents.set(this.#latents);
    this.#latents = latents;
    const labels = new Uint16Array(size);
    labels.set(this.#labels);
    this.#labels = labels;
    const positions = new Float32Array(size * 3);
    positions.set(this.#positions);
    this.#positions = positions;
  }
}
