/** What was found, by name: anything but zero is a fault. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(what: string, count: number): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
  }

  get isClean(): boolean {
    return [...this.#counts.values()].every((count) => count === 0);
  }

  toString(): string {
    return [...this.#counts].map(([what, count]) => `${what}: ${count}`).join('\n');
  }
}
