import type { AugmentationOptions } from '../../../protocol/training.ts';
import { augmentImage, drawChange, isAugmenting } from './augmentImage.ts';
import type { Dataset } from './loadDataset.ts';
import { Random } from '../../random/Random.ts';

const ORDER_KEY = 0x0b5e;
const CHANGE_KEY = 0xa09e;

/**
 * The endless sequence of training images: every epoch all of them, in an order of its own, epoch after epoch without
 * a gap, cut into batches. What step s holds follows from the seed and s alone, so a training that resumes at step s
 * sees what it would have seen.
 */
export class BatchStream {
  readonly #dataset: Dataset;
  readonly #rows: Uint32Array;
  /** Images in a step. */
  readonly batch: number;
  readonly #seed: number;
  readonly #augmentation: AugmentationOptions;
  #epoch = -1;
  #order: Uint32Array = new Uint32Array(0);
  #block = new Uint8Array(0);

  /** @param rows of the data set that are trained on; at least one */
  constructor(
    dataset: Dataset,
    rows: Uint32Array,
    options: { batch: number; seed: number; augmentation: AugmentationOptions },
  ) {
    this.#dataset = dataset;
    this.#rows = rows;
    this.batch = options.batch;
    this.#seed = options.seed;
    this.#augmentation = options.augmentation;
  }

  /**
   * The images of `steps` steps from `firstStep` on.
   * @returns [steps,B,H,W,C] uint8, overwritten by the next call
   */
  block(firstStep: number, steps: number): Uint8Array {
    const { pixels, width, height, channels } = this.#dataset;
    const imageBytes = width * height * channels;
    const count = steps * this.batch;
    if (this.#block.length !== count * imageBytes) this.#block = new Uint8Array(count * imageBytes);
    const augmenting = isAugmenting(this.#augmentation);
    for (let i = 0; i < count; i++) {
      const position = firstStep * this.batch + i;
      const row = this.#rowAt(position);
      const source = pixels.subarray(row * imageBytes, (row + 1) * imageBytes);
      if (!augmenting) {
        this.#block.set(source, i * imageBytes);
        continue;
      }
      const change = drawChange(
        this.#augmentation,
        width,
        height,
        new Random(this.#seed, CHANGE_KEY, position),
      );
      const target = this.#block.subarray(i * imageBytes, (i + 1) * imageBytes);
      augmentImage(source, target, width, height, channels, change);
    }
    return this.#block;
  }

  #rowAt(position: number): number {
    const epoch = Math.floor(position / this.#rows.length);
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#order = new Random(this.#seed, ORDER_KEY, epoch).permutation(this.#rows.length);
    }
    return this.#rows[this.#order[position % this.#rows.length]!]!;
  }
}
