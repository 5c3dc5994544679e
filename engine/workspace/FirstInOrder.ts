import { naturalOrder } from '../images/naturalOrder.ts';

/** So many names are put in order at a stretch: a few milliseconds. */
const AT_ONCE = 500;

/** The first so many of very many names, in natural order, found without putting all of them in order. */
export class FirstInOrder<Item extends { name: string }> {
  readonly #most: number;
  /** In order, at most `most`. */
  #first: Item[] = [];
  /** Not in order yet. */
  #next: Item[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns whether that took milliseconds: the time to let others have a turn */
  add(item: Item): boolean {
    const last = this.#first.length === this.#most ? this.#first.at(-1) : undefined;
    if (last && naturalOrder(item.name, last.name) > 0) return false;
    this.#next.push(item);
    if (this.#next.length < AT_ONCE) return false;
    this.#merge();
    return true;
  }

  get items(): readonly Item[] {
    this.#merge();
    return this.#first;
  }

  #merge(): void {
    const [first, next] = [this.#first, this.#next.sort((a, b) => naturalOrder(a.name, b.name))];
    const merged: Item[] = [];
    let [at, nextAt] = [0, 0];
    while (merged.length < this.#most && (at < first.length || nextAt < next.length)) {
      const [one, other] = [first[at], next[nextAt]];
      if (other === undefined || (one !== undefined && naturalOrder(one.name, other.name) <= 0)) {
        merged.push(one!);
        at += 1;
      } else {
        merged.push(other);
        nextAt += 1;
      }
    }
    this.#first = merged;
    this.#next = [];
  }
}
