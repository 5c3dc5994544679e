import type { PointDetails } from '../../protocol/collection.ts';

const KEPT = 500;

/** What is known of single images, asked of the engine once each. */
export class RowDetails {
  readonly #ask: (index: number) => Promise<PointDetails>;
  #collectionId: string | null = null;
  #known = new Map<number, Promise<PointDetails>>();
  #names = new Map<number, string>();

  constructor(ask: (index: number) => Promise<PointDetails>) {
    this.#ask = ask;
  }

  get(index: number): Promise<PointDetails> {
    const known = this.#known.get(index);
    if (known) return known;
    const names = this.#names;
    const asked = this.#ask(index).then(
      (details) => {
        names.set(index, details.name);
        return details;
      },
      (error: unknown) => {
        this.#known.delete(index);
        throw error;
      },
    );
    this.#known.set(index, asked);
    this.#forgetOldest();
    return asked;
  }

  /** The image's name where it has been asked for before, else its number. */
  nameOf(index: number): string {
    return this.#names.get(index) ?? `image ${index + 1}`;
  }

  get collectionId(): string | null {
    return this.#collectionId;
  }

  /** Another collection is open: nothing is known of its images. */
  reset(collectionId: string | null): void {
    this.#collectionId = collectionId;
    this.#known = new Map();
    this.#names = new Map();
  }

  #forgetOldest(): void {
    if (this.#known.size <= KEPT) return;
    // Maps keep insertion order: the first key is the oldest.
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
