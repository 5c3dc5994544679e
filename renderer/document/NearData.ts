import { keepNear, type Nearness } from '../../protocol/nearness.ts';
import { sameLatent } from './DecodedPoint.ts';

/**
 * Keeps a point that is moved near the images: z is drawn to the middle of those around it. Which those are is asked for as
 * the hand goes, one request at a time, the newest place only.
 */
export class NearData {
  readonly #ask: (z: number[], k: number) => Promise<Nearness>;
  readonly #onNewer: () => void;
  #around: Pick<Nearness, 'centre' | 'reach'> | null = null;
  /** Where the hand has the point. */
  #wanted: number[] = [];
  #asked: number[] | null = null;
  #isAsking = false;

  /** @param onNewer there is a better answer for where the hand is */
  constructor(ask: (z: number[], k: number) => Promise<Nearness>, onNewer: () => void) {
    this.#ask = ask;
    this.#onNewer = onNewer;
  }

  /** A move begins: what was around the last one says nothing. */
  begin(): void {
    this.#around = null;
    this.#asked = null;
  }

  /** @param z [D], as the hand has it; drawn to the data in place */
  draw(z: Float32Array): void {
    this.#wanted = Array.from(z);
    if (this.#around) keepNear(z, this.#around, z);
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#isAsking || (this.#asked && sameLatent(this.#asked, this.#wanted))) return;
    this.#isAsking = true;
    const asked = this.#wanted;
    this.#asked = asked;
    try {
      const around = await this.#ask(asked, 1);
      // Of the move that was begun meanwhile it says nothing.
      if (this.#asked === asked) this.#around = around;
    } catch {
      // The engine is away: the hand goes where it will.
    }
    this.#isAsking = false;
    if (this.#asked === asked) this.#onNewer();
  }
}
