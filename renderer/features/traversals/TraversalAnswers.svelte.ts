import { CollectionGone } from '../../connection/fetchOfCollection.ts';
import type { TraversalProgress } from '../../../protocol/traversal.ts';
import type { TraversalGrid } from '../../../protocol/codecs/traversalFrame.ts';
import type { fetchTraversal, TraversalKey } from '../../connection/fetchTraversal.ts';

/** What is shown, with what it was asked for. */
export interface ShownTraversal {
  readonly grid: TraversalGrid;
  readonly key: TraversalKey;
}

/** Asks for grids, the newest wins; what is there stays until it comes. */
export class TraversalAnswers {
  shown = $state.raw<ShownTraversal | null>(null);
  isAsking = $state(false);
  /** How far what is asked for is, where that takes longer than a moment. */
  progress = $state.raw<TraversalProgress | null>(null);
  /** Why the newest did not come; '' where it did. */
  failure = $state('');
  readonly #fetch: typeof fetchTraversal;
  #asked: AbortController | null = null;

  constructor(fetch: typeof fetchTraversal) {
    this.#fetch = fetch;
  }

  async ask(collectionId: string, key: TraversalKey): Promise<void> {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.isAsking = true;
    this.progress = null;
    try {
      const grid = await this.#fetch(collectionId, key, asked.signal, (progress) => {
        if (this.#asked === asked) this.progress = progress;
      });
      if (this.#asked !== asked) return;
      this.shown = { grid, key };
      this.failure = '';
    } catch (error) {
      if (this.#asked !== asked || error instanceof CollectionGone) return;
      this.shown = null;
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      if (this.#asked === asked) {
        this.isAsking = false;
        this.progress = null;
      }
    }
  }

  /** The answer is no longer waited for; what is there stays. */
  leave(): void {
    this.#asked?.abort();
    this.#asked = null;
    this.isAsking = false;
    this.progress = null;
  }

  /** Another latent space: what was drawn means nothing in it. */
  clear(): void {
    this.leave();
    this.shown = null;
    this.failure = '';
  }
}
