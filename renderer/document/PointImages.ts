import { SvelteMap } from 'svelte/reactivity';
import { sameLatent } from './DecodedPoint.ts';
import type { DecodedImage } from './DecodedImage.ts';

/** What the decoder drew for each point, beside the document: it can be drawn again at any time. */
export class PointImages {
  readonly #images = new SvelteMap<string, DecodedImage>();

  get(id: string): DecodedImage | null {
    return this.#images.get(id) ?? null;
  }

  set(id: string, image: DecodedImage): void {
    this.#images.set(id, image);
  }

  /** Whether the point's image is of this z. */
  isFresh(id: string, z: Float32Array): boolean {
    const image = this.#images.get(id);
    return image !== undefined && sameLatent(image.z, z);
  }

  clear(): void {
    this.#images.clear();
  }
}
