import {
  MOST_GAUSSIAN_LATENT,
  MOST_MIXTURE_LATENT,
  mostSamples,
  type SampleSource,
} from '../../../../protocol/generation.ts';
import { EndlessWalk } from './EndlessWalk.ts';
import { END_MS, paceAt } from './pace.ts';
import type { Page } from '../../../page/Page.svelte.ts';

/** From one sample to the next, at full speed. */
const SECONDS_A_SAMPLE = 3;
/** Samples asked for at once, and how many pieces of the way are always known. */
const SAMPLES = 12;
const PIECES_AHEAD = 4;
/** With reduced motion it goes in steps, each as long as this much of gliding. */
const STEP_EVERY_MS = 1000;
const STEP_SECONDS = 0.4;
/** A tab that was hidden does not make up for it. */
const LONGEST_FRAME_MS = 100;

/** A point that wanders through the latent space from sample to sample, decoded as it goes, until it is stopped. */
export class Walking {
  isRunning = $state(false);
  readonly #page: Page;
  #walk: EndlessWalk | null = null;
  #id = '';
  #seed = 0;
  #startedMs = 0;
  #lastMs = 0;
  #stepMs = 0;
  #endingMs: number | null = null;
  #isAsking = false;
  /** Of z in a second, at full speed. */
  #speed = 0;
  #latentSpace = '';

  constructor(page: Page) {
    this.#page = page;
  }

  /** From what is selected, or from the mean of the data. */
  async start(): Promise<void> {
    const { points, workspace } = this.#page;
    const { selected } = points;
    const { model, histograms } = workspace;
    if (!model || this.isRunning) return;
    const z = selected
      ? Float32Array.from(await this.#page.latentOf(selected))
      : Float32Array.from(histograms?.mean ?? new Array<number>(model.latentSize).fill(0));
    this.#latentSpace = this.#space();
    this.#walk = new EndlessWalk(z);
    this.#seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
    this.isRunning = true;
    this.#endingMs = null;
    this.#speed = 0;
    if (!(await this.#more())) return;
    this.#begin(z);
    this.#startedMs = this.#lastMs = this.#stepMs = performance.now();
    requestAnimationFrame((nowMs) => this.#frame(nowMs));
  }

  /** Comes to rest, and is gone. */
  stop(): void {
    if (this.isRunning) this.#endingMs ??= performance.now();
  }

  /** A decoded point where it is now; the walk goes on from there. */
  keep(): void {
    const { points } = this.#page;
    const { passing } = points;
    if (!this.isRunning || passing?.id !== this.#id) return;
    points.keepPassing();
    this.#begin(passing.z);
  }

  /** At once, without coming to rest: a hand has taken something else. */
  end(): void {
    if (!this.isRunning) return;
    this.isRunning = false;
    this.#walk = null;
    const { points } = this.#page;
    if (points.passing?.id === this.#id) points.abandonMove();
  }

  #begin(z: Float32Array): void {
    this.#id = this.#page.points.beginPassing({ kind: 'point', name: 'a walk', z: [...z] }, z);
  }

  #frame(nowMs: number): void {
    const walk = this.#walk;
    const { points } = this.#page;
    const isOurs = points.passing?.id === this.#id && this.#space() === this.#latentSpace;
    const isOver = this.#endingMs !== null && nowMs - this.#endingMs >= END_MS;
    if (!walk || !isOurs || isOver) return this.end();
    if (walk.ahead <= PIECES_AHEAD * walk.pieceLength) void this.#more();
    const seconds = Math.min(LONGEST_FRAME_MS, nowMs - this.#lastMs) / 1000;
    this.#lastMs = nowMs;
    const ending = this.#endingMs === null ? null : nowMs - this.#endingMs;
    const pace = paceAt(nowMs - this.#startedMs, ending);
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) this.#go(pace * seconds);
    else if (nowMs - this.#stepMs >= STEP_EVERY_MS) {
      this.#stepMs = nowMs;
      this.#go(STEP_SECONDS);
    }
    requestAnimationFrame((next) => this.#frame(next));
  }

  #go(seconds: number): void {
    const walk = this.#walk;
    if (!walk || !(seconds > 0)) return;
    // Whoever shows the point keeps its z.
    const z = new Float32Array(this.#page.workspace.model?.latentSize ?? 0);
    walk.advance(this.#speed * seconds, z);
    this.#page.points.moveTo(z, performance.now());
  }

  /** False where there is no way to go. */
  async #more(): Promise<boolean> {
    if (this.#isAsking) return true;
    this.#isAsking = true;
    const walk = this.#walk;
    try {
      const { samples } = await this.#page.workspace.connection.call('drawSamples', {
        ...{ source: this.#source(), rows: null, around: null, temperature: 1 },
        count: Math.min(SAMPLES, mostSamples(this.#page.workspace.model?.latentSize ?? 1)),
        seed: this.#seed++,
      });
      if (this.#walk !== walk || !walk) return false;
      for (const { z } of samples) walk.add(Float32Array.from(z));
      this.#speed ||= walk.pieceLength / SECONDS_A_SAMPLE;
      return true;
    } catch (error) {
      if (this.#walk === walk) {
        this.#page.notices.notify(error);
        this.end();
      }
      return false;
    } finally {
      this.#isAsking = false;
    }
  }

  /** Where images are, as well as z of this size allows: a mixture is fitted once for all seeds. */
  #source(): SampleSource {
    const { model, collection } = this.#page.workspace;
    const latentSize = model?.latentSize ?? 0;
    if (collection?.state === 'sampled' || latentSize > MOST_GAUSSIAN_LATENT) return 'prior';
    return latentSize > MOST_MIXTURE_LATENT ? 'gaussian' : 'mixture';
  }

  #space(): string {
    const { workspace } = this.#page;
    return `${workspace.collection?.id} ${workspace.model?.hash} ${workspace.live?.jobId ?? ''} ${workspace.status}`;
  }
}

const known = new WeakMap<Page, Walking>();

export function walkingOf(page: Page): Walking {
  const found = known.get(page) ?? new Walking(page);
  known.set(page, found);
  return found;
}
