import { TILES_PER_REQUEST } from '../connection/fetchTiles.ts';
import type { fetchTiles } from '../connection/fetchTiles.ts';

/** One row's thumbnail: [T,T,4] uint8 RGBA, not to be written to. */
export type Tile = Uint8ClampedArray<ArrayBuffer>;

/** What thumbnails outside the scene may take together. */
const BUDGET_BYTES = 32 * 1024 * 1024;

interface Asked {
  resolve(tile: Tile): void;
  reject(error: unknown): void;
}

/**
 * Thumbnails for lists and strips, by row: those asked for within one turn come with one request, those used longest ago
 * are forgotten. The scene has its own, on the GPU.
 */
export class RowTiles {
  readonly #fetch: typeof fetchTiles;
  #collectionId = '';
  #of = '';
  #tileSize = 0;
  /** In the order of use, the latest last. */
  #known = new Map<number, Promise<Tile>>();
  #waiting = new Map<number, Asked>();

  constructor(fetch: typeof fetchTiles) {
    this.#fetch = fetch;
  }

  /** T, the side of a thumbnail in pixels. */
  get tileSize(): number {
    return this.#tileSize;
  }

  /**
   * Tells which collection is open; tiles of another are forgotten.
   * @param of changes when any thumbnail may have
   */
  reset(of: string, collectionId: string, tileSize: number): void {
    if (of === this.#of && tileSize === this.#tileSize) return;
    this.#of = of;
    this.#collectionId = collectionId;
    this.#tileSize = tileSize;
    this.#known = new Map();
    this.#waiting = new Map();
  }

  /** Rejects where the collection is gone or the engine away. */
  get(row: number): Promise<Tile> {
    const known = this.#known.get(row);
    this.#known.delete(row);
    const tile = known ?? this.#ask(row);
    this.#known.set(row, tile);
    this.#forgetOldest();
    return tile;
  }

  #ask(row: number): Promise<Tile> {
    if (this.#waiting.size === 0) queueMicrotask(() => void this.#send());
    const tile = new Promise<Tile>((resolve, reject) => this.#waiting.set(row, { resolve, reject }));
    const known = this.#known;
    // A failure is not kept: whoever asks again may have better luck.
    tile.catch(() => known.delete(row));
    return tile;
  }

  async #send(): Promise<void> {
    const waiting = [...this.#waiting];
    this.#waiting = new Map();
    for (let from = 0; from < waiting.length; from += TILES_PER_REQUEST) {
      const part = waiting.slice(from, from + TILES_PER_REQUEST);
      const rows = part.map(([row]) => row);
      const size = this.#tileSize;
      try {
        const tiles = await this.#fetch(this.#collectionId, rows, size);
        const bytes = size * size * 4;
        part.forEach(([, { resolve }], at) => resolve(tiles.slice(at * bytes, (at + 1) * bytes)));
      } catch (error) {
        for (const [, { reject }] of part) reject(error);
      }
    }
  }

  #forgetOldest(): void {
    const most = Math.max(TILES_PER_REQUEST, Math.floor(BUDGET_BYTES / (this.#tileSize ** 2 * 4 || 1)));
    for (const row of this.#known.keys()) {
      if (this.#known.size <= most) return;
      this.#known.delete(row);
    }
  }
}
