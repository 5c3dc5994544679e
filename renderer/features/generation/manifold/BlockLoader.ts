import { blockKey, type Block } from './tiles.ts';

/** A block's images, drawn. */
export interface DrawnBlock extends Block {
  readonly canvas: HTMLCanvasElement | OffscreenCanvas;
}

export interface BlockLoaderOptions<Drawn extends Block> {
  load(block: Block, signal: AbortSignal): Promise<Drawn>;
  /** One has come. */
  onLoaded(): void;
  onError(error: unknown): void;
  /** Blocks that are kept. */
  most: number;
}

/** Two at a time: while the engine decodes one, the other is on its way. */
const AT_ONCE = 2;

/** Blocks by what is wanted now: what nobody wants any more is not begun, or given up, and what has come is kept a while. */
export class BlockLoader<Drawn extends Block = DrawnBlock> {
  readonly #options: BlockLoaderOptions<Drawn>;
  /** Those used longest ago first. */
  readonly #loaded = new Map<string, Drawn>();
  readonly #running = new Map<string, AbortController>();
  #wanted: readonly Block[] = [];
  #isClosed = false;

  constructor(options: BlockLoaderOptions<Drawn>) {
    this.#options = options;
  }

  /** @param wanted all that are wanted now, what is wanted most first */
  want(wanted: readonly Block[]): void {
    this.#wanted = wanted;
    const keys = new Set(wanted.map(blockKey));
    for (const [key, running] of this.#running) if (!keys.has(key)) running.abort();
    for (const key of keys) this.#touch(key);
    this.#next();
  }

  has(block: Block): boolean {
    return this.#loaded.has(blockKey(block));
  }

  get(block: Block): Drawn | null {
    return this.#loaded.get(blockKey(block)) ?? null;
  }

  /** All that are kept. */
  get all(): Iterable<Drawn> {
    return this.#loaded.values();
  }

  /** Another plane: nothing of the last one is shown any more. */
  clear(): void {
    for (const running of this.#running.values()) running.abort();
    this.#running.clear();
    this.#loaded.clear();
    this.#wanted = [];
  }

  dispose(): void {
    this.#isClosed = true;
    this.clear();
  }

  #next(): void {
    for (const block of this.#wanted) {
      if (this.#running.size >= AT_ONCE || this.#isClosed) return;
      const key = blockKey(block);
      if (!this.#loaded.has(key) && !this.#running.has(key)) void this.#run(key, block);
    }
  }

  async #run(key: string, block: Block): Promise<void> {
    const running = new AbortController();
    this.#running.set(key, running);
    try {
      const drawn = await this.#options.load(block, running.signal);
      if (this.#running.get(key) !== running) return;
      this.#loaded.set(key, drawn);
      this.#forget();
      this.#running.delete(key);
      this.#options.onLoaded();
      this.#next();
    } catch (error) {
      if (this.#running.get(key) !== running) return;
      this.#running.delete(key);
      if (running.signal.aborted) this.#next();
      else {
        // What failed once is not asked for again until the view changes.
        this.#wanted = [];
        this.#options.onError(error);
      }
    }
  }

  #touch(key: string): void {
    const found = this.#loaded.get(key);
    if (!found) return;
    this.#loaded.delete(key);
    this.#loaded.set(key, found);
  }

  #forget(): void {
    for (const key of this.#loaded.keys()) {
      if (this.#loaded.size <= this.#options.most) return;
      this.#loaded.delete(key);
    }
  }
}
