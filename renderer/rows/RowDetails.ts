import { SvelteMap } from 'svelte/reactivity';
import { NOTE_COLUMN } from '../../protocol/columns.ts';
import type { PointDetails } from '../../protocol/collection.ts';

const KEPT = 500;

/** What is known of single images, asked of the engine once each. */
export class RowDetails {
  readonly #ask: (index: number) => Promise<PointDetails>;
  #collectionId: string | null = null;
  #version = '';
  #known = new Map<number, Promise<PointDetails>>();
  readonly #names = new SvelteMap<number, string>();

  constructor(ask: (index: number) => Promise<PointDetails>) {
    this.#ask = ask;
  }

  get(index: number): Promise<PointDetails> {
    const known = this.#known.get(index);
    if (known) return known;
    const collectionId = this.#collectionId;
    const asked = this.#ask(index).then(
      (details) => {
        if (collectionId === this.#collectionId) this.#names.set(index, details.name);
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

  /** The image's name where it has been asked for before, else its number. Reactive. */
  nameOf(index: number): string {
    return this.#names.get(index) ?? `image ${index + 1}`;
  }

  /** As nameOf; asks for it where it is not known, so that what shows it changes as soon as it is. */
  askedName(index: number): string {
    // The number says which it is; the connection's own banner tells why there is no name.
    if (!this.#names.has(index)) void this.get(index).catch(() => undefined);
    return this.nameOf(index);
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
    if (collectionId !== this.#collectionId) this.#names.clear();
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
