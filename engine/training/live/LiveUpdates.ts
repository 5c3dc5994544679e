import { rowPath } from '../../../protocol/imageSource.ts';
import type { Dataset } from '../data/loadDataset.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { exportNetworks, type StepRunner, type TrainingState } from '../step/StepRunner.ts';
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
/** Fewer than this are not worth a part of their own. */
const LEAST_IMAGES = 512;
/** What an update is taken to cost before one was made. */
const FIRST_COST = 0.05;

/** One update in the making: all its images are encoded by the same weights, in parts where they take long. */
interface Pass {
  state: TrainingState;
  /** [N,D] */
  latents: Float32Array;
  /** Images that have been encoded. */
  done: number;
}

/**
 * What a training sends while somebody watches it: its decoder, and z of its images by the same weights. As many images go
 * through the encoder at a time as the budget allows; the update is sent when all have.
 */
export class LiveUpdates {
  readonly #options: LiveUpdatesOptions;
  readonly #images: readonly string[];
  #encoder: LiveEncoder | null = null;
  #budget: LiveBudget | null = null;
  #version = 0;
  #areImagesSent = false;
  /** What is being encoded. */
  #pass: Pass | null = null;
  #secondsPerImage: number | null = null;
  #fixedSeconds = FIRST_COST;
  #lastCallS = 0;

  constructor(options: LiveUpdatesOptions) {
    this.#options = options;
    this.#images = options.dataset.sources.map(rowPath);
  }

  /** Whoever watches from now on knows nothing of what was sent before. */
  watch(isWatched: boolean): void {
    this.#areImagesSent = false;
    this.#pass = null;
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
    const isBegun = this.#pass !== null;
    // Later steps leave its weights alone.
    const pass = (this.#pass ??= {
      state: await runner.state(),
      latents: new Float32Array(dataset.count * spec.latent),
      done: 0,
    });
    this.#encoder ??= await LiveEncoder.create(spec, pass.state);
    const encodeS = this.#nowS();
    const imageBytes = dataset.width * dataset.height * dataset.channels;
    let done = 0;
    while (done < count && pass.done < dataset.count) {
      const from = pass.done;
      const n = Math.min(CHUNK, count - done, dataset.count - from);
      const pixels = dataset.pixels.subarray(from * imageBytes, (from + n) * imageBytes);
      pass.latents.set(await this.#encoder.encode(pass.state, pixels, n), from * spec.latent);
      pass.done += n;
      done += n;
      // What it takes is known after the first of them.
      this.#secondsPerImage = (this.#nowS() - encodeS) / done;
      if (this.#cost(done) > budget.available(startS)) break;
    }
    const encodedS = this.#nowS();
    const isWhole = pass.done === dataset.count;
    if (isWhole) await post(this.#updateOf(pass));
    const endS = this.#nowS();
    // A part of an update that is neither its first nor its last has cost less besides.
    if (isWhole) this.#fixedSeconds = endS - encodedS + (isBegun ? 0 : encodeS - startS);
    if (isWhole) this.#pass = null;
    budget.spent(endS - startS, endS, isWhole);
  }

  #updateOf({ state, latents }: Pass): LiveUpdate {
    const { spec, dataset } = this.#options;
    const { width, height, channels } = dataset;
    const images = this.#areImagesSent ? null : this.#images;
    this.#areImagesSent = true;
    const { decoder } = exportNetworks(spec, state);
    return {
      version: ++this.#version,
      latentSize: spec.latent,
      width,
      height,
      channels,
      images,
      latents,
      decoder,
    };
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
