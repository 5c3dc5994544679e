import { SvelteSet } from 'svelte/reactivity';

/** Which labels of the collection are shown. */
export class LabelFilter {
  readonly #hidden = new SvelteSet<number>();

  isShown(label: number): boolean {
    return !this.#hidden.has(label);
  }

  get isActive(): boolean {
    return this.#hidden.size > 0;
  }

  /** The hidden labels, for the scene. */
  get hidden(): ReadonlySet<number> {
    return this.#hidden;
  }

  toggle(label: number): void {
    if (!this.#hidden.delete(label)) this.#hidden.add(label);
  }

  /** Shows only this label; shows all again when it was alone already. */
  solo(label: number, all: readonly number[]): void {
    const others = all.filter((each) => each !== label);
    const alone = this.isShown(label) && others.every((each) => this.#hidden.has(each));
    this.#hidden.clear();
    if (!alone) for (const other of others) this.#hidden.add(other);
  }

  clear(): void {
    this.#hidden.clear();
  }
}
