import { nearnessKind, type Nearness, type NearnessKind } from '../../protocol/nearness.ts';
import { sameLatent } from './DecodedPoint.ts';

/** How many of the nearest images are told. */
const NEAREST = 8;

/** Where the selected decoded point lies among the images: asked for as it moves, the newest z only, one at a time. */
export class PointNearness {
  readonly #ask: (z: number[], k: number) => Promise<Nearness>;
  #wanted: ArrayLike<number> | null = null;
  #of: ArrayLike<number> | null = null;
  #isAsking = false;
  /** null while there is none. While the point moves, of where it was a moment ago. */
  value = $state.raw<Nearness | null>(null);

  /** @param ask rejects while no collection is open, or the engine is away */
  constructor(ask: (z: number[], k: number) => Promise<Nearness>) {
    this.#ask = ask;
  }

  readonly kind = $derived.by((): NearnessKind | null => this.value && nearnessKind(this.value));

  /** @param z of the point that is selected; null for none */
  follow(z: ArrayLike<number> | null): void {
    this.#wanted = z;
    if (!z) this.#of = this.value = null;
    else if (!this.#of || !sameLatent(z, this.#of)) void this.#run();
  }

  /** Images came, or another view of them is open: what is known may be no more. */
  refresh(): void {
    this.#of = null;
    this.follow(this.#wanted);
  }

  async #run(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      for (let z = this.#wanted; z && z !== this.#of; z = this.#wanted) {
        const value = await this.#ask(Array.from(z), NEAREST);
        if (!this.#wanted) break;
        this.#of = z;
        this.value = value;
      }
    } catch {
      // Another collection is open, or none: the next move asks again.
      this.value = null;
    }
    this.#isAsking = false;
  }
}
