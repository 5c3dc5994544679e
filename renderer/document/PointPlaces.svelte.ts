import { chartOf, positionOfLatent, type Projection, type ViewPosition } from '../../protocol/projection.ts';
import { sameLatent } from './DecodedPoint.ts';
import { placeMaps, type KnownPlace } from './placeMaps.ts';

export interface PlacesContext {
  readonly projection: Projection | null;
  /** Asks the engine where z are in the view that is shown. */
  place(latents: number[][]): Promise<{ version: number; positions: number[][] }>;
}

/**
 * Where z lie in the view. One chart everywhere says it at once; in a curved view the engine finds the place by the nearest
 * images, and what a hand has put somewhere is there.
 */
export class PointPlaces {
  readonly #context: PlacesContext;
  readonly #known: Map<string, KnownPlace>;
  readonly #wanted: Map<string, ArrayLike<number>>;
  #isAsking = false;
  /** Grows when a place has arrived. */
  version = $state(0);

  constructor(context: PlacesContext) {
    this.#context = context;
    ({ known: this.#known, wanted: this.#wanted } = placeMaps());
  }

  /**
   * @param key what the z is of, always the same for the same thing
   * @returns null until the engine has answered; then `version` grows. Until it has answered anew, the last place there was.
   */
  of(key: string, z: ArrayLike<number>): ViewPosition | null {
    const { projection } = this.#context;
    const chart = chartOf(projection);
    if (chart) return positionOfLatent(chart, z);
    if (!projection) return null;
    const known = this.#known.get(key);
    if (known?.version !== projection.version || !sameLatent(known.z, z)) this.#want(key, z);
    return known?.position ?? null;
  }

  /** A hand has put it there. */
  put(key: string, z: ArrayLike<number>, position: ViewPosition): void {
    const { projection } = this.#context;
    if (projection?.kind !== 'curved') return;
    this.#known.set(key, { z, version: projection.version, position: [...position] });
    this.#wanted.delete(key);
  }

  reset(): void {
    this.#known.clear();
    this.#wanted.clear();
  }

  #want(key: string, z: ArrayLike<number>): void {
    this.#wanted.set(key, z);
    void this.#ask();
  }

  /** All that is wanted at once; what comes meanwhile is asked for next. */
  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    // Whoever asks for several does so in one go.
    await Promise.resolve();
    while (this.#wanted.size > 0) {
      const wanted = [...this.#wanted];
      this.#wanted.clear();
      try {
        const { version, positions } = await this.#context.place(wanted.map(([, z]) => Array.from(z)));
        wanted.forEach(([key, z], i) => {
          const [x = 0, y = 0, depth = 0] = positions[i] ?? [];
          if (positions[i] && !this.#wanted.has(key))
            this.#known.set(key, { z, version, position: [x, y, depth] });
        });
        this.version++;
      } catch {
        // The engine is away, or the view is another one: what is shown next asks again.
        break;
      }
    }
    this.#isAsking = false;
  }
}
