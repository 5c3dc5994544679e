import { NOTE_COLUMN } from '../../protocol/columns.ts';
import type { PointDetails } from '../../protocol/collection.ts';

const KEPT = 500;

/** What is known of single images, asked of the engine once each. */
export class RowDetails {
  readonly #ask: (index: number) => Promise<PointDetails>;
  #collectionId: string | null = null;
  #version = '';
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

  /** A person's note on an image, '' for none. */
  async note(index: number): Promise<string> {
    const { values } = await this.get(index);
    return String(values[NOTE_COLUMN] ?? '');
  }

  /**
   * Tells what is open: of the images of another collection nothing is known.
   * @param version changes with the values of any row, which are then asked for again
   */
  reset(collectionId: string | null, version: string): void {
    if (collectionId !== this.#collectionId) this.#names = new Map();
    if (collectionId !== this.#collectionId || version !== this.#version) this.#known = new Map();
    this.#collectionId = collectionId;
    this.#version = version;
  }

  #forgetOldest(): void {
    if (this.#known.size <= KEPT) return;
    // Maps keep insertion order: the first key is the oldest.
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
