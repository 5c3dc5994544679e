import { rowPath } from '../../../protocol/imageSource.ts';
import type { Dataset } from '../data/loadDataset.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { exportNetworks, type StepRunner } from '../step/StepRunner.ts';
import { LiveBudget } from './LiveBudget.ts';
import { LiveEncoder } from './LiveEncoder.ts';
import type { LiveUpdate } from './LiveUpdate.ts';

export interface LiveUpdatesOptions {
  spec: NetworkSpec;
  dataset: Dataset;
  runner: Pick<StepRunner, 'state'>;
  /** That the training is to take; null where nobody knows. */
  plannedSeconds: number | null;
  post(update: LiveUpdate): Promise<void>;
  /** Monotonic, milliseconds. */
  now: () => number;
}

/** Images per run of the encoder. */
const CHUNK = 128;
/** Fewer than this are not worth an update of their own. */
const LEAST_IMAGES = 512;
/** What an update is taken to cost before one was made. */
const FIRST_COST = 0.05;

/**
 * What a training sends while somebody watches it: its decoder, and z of its images with its newest weights. As many
 * images go through the encoder each time as the budget allows, one after another; z of the others is that of before.
 */
export class LiveUpdates {
  readonly #options: LiveUpdatesOptions;
  readonly #latents: Float32Array;
  readonly #images: readonly string[];
  #encoder: LiveEncoder | null = null;
  #budget: LiveBudget | null = null;
  #version = 0;
  #areImagesSent = false;
  /** The image to go on with. */
  #next = 0;
  /** Images that have z. */
  #known = 0;
  #secondsPerImage: number | null = null;
  #fixedSeconds = FIRST_COST;
  #lastCallS = 0;

  constructor(options: LiveUpdatesOptions) {
    this.#options = options;
    this.#latents = new Float32Array(options.dataset.count * options.spec.latent);
    this.#images = options.dataset.sources.map(rowPath);
  }

  /** Whoever watches from now on knows nothing of what was sent before. */
  watch(isWatched: boolean): void {
    this.#areImagesSent = false;
    if (!isWatched) this.#budget = null;
    else if (!this.#budget) {
      this.#lastCallS = this.#nowS();
      this.#budget = new LiveBudget(this.#lastCallS, this.#options.plannedSeconds);
    }
  }

  /** Between runs of steps: sends an update when one is due. */
  async stepsTaken(steps: number): Promise<void> {
    const budget = this.#budget;
    if (!budget) return;
    const startS = this.#nowS();
    budget.stepsTaken(steps, startS - this.#lastCallS, startS);
    const affordable = this.#affordable(budget.available(startS));
    if (budget.isDue(startS, this.#cost(Math.min(LEAST_IMAGES, this.#images.length)))) {
      await this.#update(affordable, budget, startS);
    }
    this.#lastCallS = this.#nowS();
  }

  async dispose(): Promise<void> {
    await this.#encoder?.dispose();
    this.#encoder = null;
  }

  async #update(count: number, budget: LiveBudget, startS: number): Promise<void> {
    const { spec, runner, dataset, post } = this.#options;
    const state = await runner.state();
    this.#encoder ??= await LiveEncoder.create(spec, state);
    const encodeS = this.#nowS();
    const imageBytes = dataset.width * dataset.height * dataset.channels;
    let done = 0;
    while (done < count) {
      const from = this.#next;
      const n = Math.min(CHUNK, count - done, dataset.count - from);
      const pixels = dataset.pixels.subarray(from * imageBytes, (from + n) * imageBytes);
      this.#latents.set(await this.#encoder.encode(state, pixels, n), from * spec.latent);
      this.#known = Math.max(this.#known, from + n);
      this.#next = (from + n) % dataset.count;
      done += n;
      // What it takes is known after the first of them.
      this.#secondsPerImage = (this.#nowS() - encodeS) / done;
      if (done < count && this.#cost(done) > budget.available(startS)) break;
    }
    const encodedS = this.#nowS();
    if (this.#known === dataset.count) {
      const { decoder } = exportNetworks(spec, state);
      await post({
        version: ++this.#version,
        latentSize: spec.latent,
        width: dataset.width,
        height: dataset.height,
        channels: dataset.channels,
        images: this.#areImagesSent ? null : this.#images,
        latents: this.#latents,
        decoder,
      });
      this.#areImagesSent = true;
    }
    const endS = this.#nowS();
    this.#fixedSeconds = endS - encodedS + (encodeS - startS);
    budget.spent(endS - startS, endS, this.#known === dataset.count);
  }

  /** Images that can be encoded for these seconds, with what comes besides. */
  #affordable(seconds: number): number {
    const { count } = this.#options.dataset;
    if (this.#secondsPerImage === null) return count;
    const images = Math.floor((seconds - this.#fixedSeconds) / this.#secondsPerImage);
    return Math.min(count, Math.max(LEAST_IMAGES, images));
  }

  /** Seconds that an update with so many images takes. */
  #cost(images: number): number {
    return this.#fixedSeconds + images * (this.#secondsPerImage ?? 0);
  }

  #nowS(): number {
    return this.#options.now() / 1000;
  }
}
